import type { SelectOption } from "../../../ui/select.tsx";
import { durationName } from "./duration.ts";

const hour = 60;
const day = 24 * hour;

/** How long a session may be unused, in minutes: what people choose from. */
export const idleChoices: readonly number[] = [15, hour, 8 * hour, day, 3 * day, 7 * day, 14 * day, 30 * day];

/** How long a session lasts at most, in hours. */
export const lifetimeChoices: readonly number[] = [8, 24, 7 * 24, 14 * 24, 30 * 24];

export function idleName(minutes: number): string {
  return durationName(minutes);
}

export function lifetimeName(hours: number): string {
  return durationName(hours * hour);
}

/** The choices, and with them whatever else is set: the API takes any value, and none is changed by being looked at. */
export function limitOptions(
  choices: readonly number[],
  set: number,
  nameOf: (value: number) => string,
): readonly SelectOption<string>[] {
  const all = choices.includes(set) ? choices : [...choices, set].toSorted((one, other) => one - other);
  return all.map((value) => ({ value: String(value), label: nameOf(value) }));
}

/** Whether sessions end by age before they could end for want of use. */
export function isIdleLimitMoot(idleMinutes: number, lifetimeHours: number): boolean {
  return idleMinutes >= lifetimeHours * hour;
}

/**
 * Whether saving a lifetime ends the session that saves it.
 *
 * @param createdAt when it began and @param now milliseconds since 1970
 */
export function endsOwnSession(lifetimeHours: number, createdAt: number, now: number): boolean {
  return createdAt + lifetimeHours * 3_600_000 <= now;
}
