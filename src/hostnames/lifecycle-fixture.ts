import { expect } from "vitest";
import type { LifecycleStatus } from "./hostname.ts";
import { afterEvent, type HostnameStanding, type LifecycleEvent } from "./lifecycle.ts";
import type { Registration } from "./registration.ts";

/* Hostnames in every state, and what may happen to them, for the tests of the lifecycle. */

export const since = Date.parse("2026-11-01T00:00:00Z");
export const now = since + 60 * 60 * 1000;
export const day = 24 * 60 * 60 * 1000;

export function standing(state: LifecycleStatus, more: Partial<HostnameStanding> = {}): HostnameStanding {
  return {
    state,
    stateSince: since,
    provenAt: state === "awaiting_txt" ? null : since,
    failure: state === "error" ? "validation_timed_out" : null,
    refusal: null,
    registration: null,
    activatedAt: state === "active" ? since : null,
    lossTold: null,
    expiryTold: null,
    purgedAt: null,
    ...more,
  };
}

export function registration(status: string, sslStatus: string, more: Partial<Registration> = {}): Registration {
  const plain = { id: "023e105f4ecef8ad9ca31a8372d0c353", hostname: "app.acme.test", method: "http" };
  return { ...plain, status, sslStatus, certificateExpiresAt: null, records: [], errors: [], ...more };
}

export const observed = (status: string, sslStatus: string, more: Partial<Registration> = {}): LifecycleEvent => ({
  kind: "observed",
  registration: registration(status, sslStatus, more),
});
/** The same, and its record is there. */
export function shown(event: LifecycleEvent): LifecycleEvent {
  return event.kind === "observed" ? { ...event, isShown: true } : event;
}

export const nothingThere: LifecycleEvent = { kind: "observed", registration: null };

/** Told apart here anew, so that the code under test is not its own judge. */
export const isLost = (state: LifecycleStatus): boolean => state === "error" || state === "moved";

/** The state after an event, `-` for one that changes nothing. */
export function stateAfter(from: HostnameStanding, event: LifecycleEvent, at = now): string {
  const step = afterEvent(from, event, at);
  if (step === null) return "-";
  expect(step.audit === null).toBe(step.standing.state === from.state);
  // What was lost was lost when it began, by whatever name it goes since.
  const goesOn = step.audit === null || (isLost(from.state) && isLost(step.standing.state));
  expect(step.standing.stateSince).toBe(goesOn ? from.stateSince : at);
  return step.standing.state;
}
