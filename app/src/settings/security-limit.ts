import type { SelectOption } from "../../../ui/select.tsx";
import { durationName } from "./duration.ts";

/** How many failed sign-ins an account may have: what people choose from. The API takes what lies between, too. */
export const accountFailureChoices: readonly number[] = [3, 5, 10];

/** The same for a network address, whichever accounts they were for. */
export const addressFailureChoices: readonly number[] = [10, 25, 50, 100];

/** How long a failed sign-in counts, in minutes. */
export const lockoutChoices: readonly number[] = [15, 30, 60, 4 * 60, 12 * 60, 24 * 60];

/** How long the audit log is kept, in days. */
const retentionChoices: readonly number[] = [90, 180, 365, 2 * 365, 5 * 365, 10 * 365];

export function failuresName(count: number): string {
  return `${count} failed sign-ins`;
}

export function lockoutName(minutes: number): string {
  return durationName(minutes);
}

export function retentionName(days: number | null): string {
  if (days === null) return "For ever";
  if (days % 365 !== 0) return `${days} days`;
  return days === 365 ? "1 year" : `${days / 365} years`;
}

/** The choices, and with them whatever else is set. */
export function retentionOptions(set: number | null): readonly SelectOption<string>[] {
  const days = set === null || retentionChoices.includes(set) ? retentionChoices : [...retentionChoices, set];
  const sorted = days.toSorted((one, other) => one - other);
  return [null, ...sorted].map((value) => ({ value: retentionValue(value), label: retentionName(value) }));
}

export function retentionValue(days: number | null): string {
  return days === null ? "for-ever" : String(days);
}

export function retentionFrom(value: string): number | null {
  return value === retentionValue(null) ? null : Number(value);
}

/** Whether saving lets entries be deleted that were to be kept. */
export function deletesEntries(saved: number | null, wanted: number | null): boolean {
  return wanted !== null && (saved === null || wanted < saved);
}
