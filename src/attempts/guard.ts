import type { Snapshot } from "../gatekeeper/contract.ts";
import { Problem, type ProblemCode } from "../http/problem.ts";
import type { Answer } from "../http/route.ts";
import { invitationLimits, linkLimits, resetRequestLimits, signInLimits, type AttemptLimit } from "./limits.ts";

type Outcome = Problem | Answer<number, unknown>;

/** What of a route's requests is counted. Its pipeline begins an attempt before it judges, and settles it by the outcome. */
export interface Guard<Input, Who> {
  limits(input: Input, who: Who): readonly AttemptLimit[] | Promise<readonly AttemptLimit[]>;
  /** Whether this outcome counts. What was not judged, because something was down or not allowed here, never does. */
  counts(outcome: Outcome): boolean;
}

/** Somebody at a tenant's door, as far as limits go by it. */
export interface Caller {
  readonly address: string | null;
  readonly settings: Snapshot["settings"];
}

export const signInGuard: Guard<{ readonly body: { readonly email: string } }, Caller> = {
  limits: ({ body }, { address, settings }) => signInLimits(body.email, address, settings),
  counts: refusedWith("INVALID_CREDENTIALS"),
};

export const resetRequestGuard: Guard<{ readonly body: { readonly email: string } }, Caller> = {
  limits: ({ body }, { address }) => resetRequestLimits(body.email, address),
  counts: wasAnswered,
};

/** For everything that takes a secret out of a mailed link. Used and expired ones were somebody's, and guessed by nobody. */
export const linkGuard: Guard<unknown, Caller> = {
  limits: (_, { address }) => linkLimits(address),
  counts: refusedWith("NOT_FOUND"),
};

export const invitationGuard: Guard<unknown, { readonly userId: string }> = {
  limits: (_, { userId }) => invitationLimits(userId),
  counts: wasAnswered,
};

function refusedWith(code: ProblemCode) {
  return (outcome: Outcome): boolean => outcome instanceof Problem && outcome.code === code;
}

function wasAnswered(outcome: Outcome): boolean {
  return !(outcome instanceof Problem);
}
