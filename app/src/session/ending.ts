import type { Refusal } from "../../../src/gatekeeper/contract.ts";
import { ProblemError } from "../../../ui/problem.ts";

/** Why somebody stands at the sign-in page; it is written in its address, and anything unknown there says nothing. */
export const endings = [
  "signed-out",
  "session-ended",
  "account-ended",
  "everyone-ended",
  "expired",
  "idle",
  "password-reset",
  "sso-required",
] as const;

export type Ending = (typeof endings)[number];

export const endingSentences: Readonly<Record<Ending, string>> = {
  "signed-out": "You are signed out.",
  "session-ended": "This session was ended. Sign in again to continue.",
  "account-ended": "You were signed out on this device. Sign in again to continue.",
  "everyone-ended": "All sessions of this organization were ended. Sign in again to continue.",
  expired: "Your session has expired. Sign in again to continue.",
  idle: "You were signed out because this session was not used for too long. Sign in again to continue.",
  "password-reset": "Your password has been changed. Sign in with the new one.",
  "sso-required": "Passwords are not used here any more. Continue with your identity provider.",
};

export function endingFrom(value: unknown): Ending | undefined {
  return endings.find((ending) => ending === value);
}

/** What the live connection's last word means for somebody who was signed in. */
export function endingOfRefusal(refusal: Exclude<Refusal, "suspended" | "host_moved">): Ending {
  switch (refusal) {
    case "signed_out":
      return "signed-out";
    case "session_revoked":
      return "session-ended";
    case "user_revoked":
      return "account-ended";
    case "org_revoked":
      return "everyone-ended";
    case "expired":
    case "idle":
      return refusal;
  }
}

/** What a refused request means for whoever sent it, or null when it says nothing about their session. */
export function endingOfProblem(error: unknown): Ending | null {
  if (!(error instanceof ProblemError) || error.status !== 401) return null;
  switch (error.code) {
    case "SIGNED_OUT":
    case "TOKEN_INVALID":
      return "signed-out";
    case "SESSION_REVOKED":
      return "session-ended";
    case "USER_REVOKED":
      return "account-ended";
    case "ORGANIZATION_REVOKED":
      return "everyone-ended";
    case "SESSION_EXPIRED":
      return "expired";
    case "SESSION_IDLE":
      return "idle";
    default:
      // A wrong password is a 401 too, and ends nothing.
      return null;
  }
}
