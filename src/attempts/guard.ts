import type { Snapshot } from "../gatekeeper/contract.ts";
import { Problem, type ProblemCode } from "../http/problem.ts";
import type { Answer } from "../http/route.ts";
import {
  auditExportLimits,
  auditVerificationLimits,
  findTeamsLimits,
  hostnameCheckLimits,
  hostnameLimits,
  invitationLimits,
  linkLimits,
  providerLogoutLimits,
  recoveryLimits,
  resetRequestLimits,
  signInLimits,
  ssoAnswerLimits,
  ssoLookUpLimits,
  ssoProviderLimits,
  ssoStartLimits,
  type AttemptLimit,
} from "./limits.ts";

type Outcome = Problem | Answer<number, unknown>;

/** What of a route's requests is counted. Its pipeline begins an attempt before it judges, and settles it by the outcome. */
export interface Guard<Input, Who> {
  limits(input: Input, who: Who): readonly AttemptLimit[] | Promise<readonly AttemptLimit[]>;
  /** Whether this outcome counts. What was not judged, because something was down or not allowed here, does not, unless asking is what costs. */
  counts(outcome: Outcome): boolean;
  /** What its work is limited together with, of the whole tenant; by default with all that anyone at its door has done. */
  readonly crowd?: "recovery";
}

/** Somebody at a tenant's door, as far as limits go by it. */
export interface Caller {
  readonly address: string | null;
  readonly settings: Snapshot["settings"];
}

/** Somebody at the apex, where no tenant's thresholds hold. */
export type ApexCaller = Pick<Caller, "address">;

export const signInGuard: Guard<{ readonly body: { readonly email: string } }, Caller> = {
  limits: ({ body }, { address, settings }) => signInLimits(body.email, address, settings),
  counts: refusedWith("INVALID_CREDENTIALS"),
};

export const recoveryGuard: Guard<{ readonly body: { readonly email: string } }, Caller> = {
  limits: ({ body }, { address, settings }) => recoveryLimits(body.email, address, settings),
  counts: refusedWith("RECOVERY_REFUSED"),
  // The emergency exit: nobody holds it shut by crowding the entrance.
  crowd: "recovery",
};

export const ssoStartGuard: Guard<unknown, Caller> = {
  limits: (_, { address }) => ssoStartLimits(address),
  counts: (outcome) =>
    wasAnswered(outcome) || refusedWith("SSO_NO_PROVIDER", "NOT_FOUND", "SSO_PROVIDER_UNREACHABLE")(outcome),
};

/** What belongs to no sign-in of its browser asks nobody anything, and any page can have its readers send that. */
export const ssoCallbackGuard: Guard<unknown, Caller> = {
  limits: (_, { address }) => ssoAnswerLimits(address),
  counts: refusedWith("SSO_REFUSED"),
};

/** What nobody has signed costs calls to the provider; a provider's own logouts are as many as there are. */
export const backchannelLogoutGuard: Guard<unknown, Caller> = {
  limits: (_, { address }) => providerLogoutLimits(address),
  counts: refusedWith("LOGOUT_TOKEN_INVALID", "NOT_FOUND"),
};

export const resetRequestGuard: Guard<{ readonly body: { readonly email: string } }, Caller> = {
  limits: ({ body }, { address }) => resetRequestLimits(body.email, address),
  counts: wasAnswered,
};

export const findTeamsGuard: Guard<{ readonly body: { readonly email: string } }, ApexCaller> = {
  limits: ({ body }, { address }) => findTeamsLimits(body.email, address),
  counts: wasAnswered,
};

/**
 * For everything that takes a secret out of a mailed link: those that were never issued are guesses, and each refusal of a
 * used or expired one is a row of the log.
 */
export const linkGuard: Guard<unknown, Caller> = {
  limits: (_, { address }) => linkLimits(address),
  counts: refusedWith("NOT_FOUND", "INVITATION_USED", "INVITATION_EXPIRED", "RESET_LINK_USED"),
};

export const invitationGuard: Guard<unknown, { readonly userId: string }> = {
  limits: (_, { userId }) => invitationLimits(userId),
  counts: wasAnswered,
};

export const auditExportGuard: Guard<unknown, { readonly userId: string }> = {
  limits: (_, { userId }) => auditExportLimits(userId),
  counts: wasAnswered,
};

export const auditVerificationGuard: Guard<unknown, { readonly userId: string }> = {
  limits: (_, { userId }) => auditVerificationLimits(userId),
  counts: wasAnswered,
};

export const ssoProviderGuard: Guard<unknown, unknown> = {
  limits: ssoProviderLimits,
  counts: wasAnswered,
};

/** For what has others asked in a member's name: the DNS, and identity providers. */
export const ssoLookUpGuard: Guard<unknown, { readonly userId: string }> = {
  limits: (_, { userId }) => ssoLookUpLimits(userId),
  counts: (outcome) => wasAnswered(outcome) || refusedWith("DOMAIN_TAKEN", "SSO_PROVIDER_UNREACHABLE")(outcome),
};

/** Refusals of names that others have count as well: whoever tries many learns who is a customer here. */
export const hostnameGuard: Guard<unknown, unknown> = {
  limits: hostnameLimits,
  counts: (outcome) => wasAnswered(outcome) || refusedWith("HOSTNAME_TAKEN")(outcome),
};

/** For what has the DNS and Cloudflare asked in a member's name. They were asked, too, before these refusals. */
export const hostnameCheckGuard: Guard<unknown, { readonly userId: string }> = {
  limits: (_, { userId }) => hostnameCheckLimits(userId),
  counts: (outcome) =>
    wasAnswered(outcome) || refusedWith("HOSTNAME_TAKEN", "HOSTNAME_TOO_MANY_PENDING", "UNAVAILABLE")(outcome),
};

function refusedWith(...codes: readonly ProblemCode[]) {
  return (outcome: Outcome): boolean => outcome instanceof Problem && codes.includes(outcome.code);
}

function wasAnswered(outcome: Outcome): boolean {
  return !(outcome instanceof Problem);
}
