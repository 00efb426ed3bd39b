import type { Snapshot } from "../gatekeeper/contract.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { addressKey } from "./address.ts";
import type { AttemptPolicy } from "./window.ts";

/** What a tenant may tighten, and the ceilings it starts from: nobody can loosen them. */
export const attemptLimitRanges = {
  /** Failed sign-ins of one account within `lockoutMinutes`. */
  accountFailureLimit: { least: 3, most: 10 },
  /** Failed sign-ins from one address, of whichever accounts of the tenant. */
  addressFailureLimit: { least: 10, most: 100 },
  /** How long a failed sign-in counts. */
  lockoutMinutes: { least: 15, most: 24 * 60 },
} as const;

export const defaultAttemptLimits = {
  accountFailureLimit: attemptLimitRanges.accountFailureLimit.most,
  addressFailureLimit: attemptLimitRanges.addressFailureLimit.most,
  lockoutMinutes: attemptLimitRanges.lockoutMinutes.least,
} as const;

/** One count that a request must pass, within its tenant or, at the apex, within the platform. */
export interface AttemptLimit {
  /** What is counted together. */
  readonly key: string;
  readonly policy: AttemptPolicy;
  /** What to tell whoever is refused; the same whether or not the account exists. */
  readonly advice: string;
  /** Who is blocked once it is reached, for the audit log; null for a mere quota. */
  readonly blocks: { readonly account: string } | "address" | null;
}

type Thresholds = Pick<Snapshot["settings"], keyof typeof attemptLimitRanges>;

/** What is counted of a sign-in: failures, from its address and then of its account, by the tenant's thresholds. */
export async function signInLimits(
  email: string,
  address: string | null,
  thresholds: Thresholds,
): Promise<readonly AttemptLimit[]> {
  const { accountFailureLimit, addressFailureLimit, lockoutMinutes } = attemptLimitRanges;
  const minutes = Math.max(thresholds.lockoutMinutes, lockoutMinutes.least);
  return [
    {
      key: `sign-in/address/${addressKey(address)}`,
      policy: within(minutes, Math.min(thresholds.addressFailureLimit, addressFailureLimit.most)),
      advice: "Too many sign-ins from your network have failed. Please wait before you try again.",
      blocks: "address",
    },
    {
      key: await accountSignIns(email),
      policy: within(minutes, Math.min(thresholds.accountFailureLimit, accountFailureLimit.most)),
      advice: "Too many sign-ins to this account have failed. Please wait, or reset the password to sign in sooner.",
      blocks: { account: email },
    },
  ];
}

/** Where the failed sign-ins of an account are counted. The address must be as sign-in itself normalizes it. */
export async function accountSignIns(email: string): Promise<string> {
  return `sign-in/account/${await sha256Hex(email)}`;
}

/** What is counted of a request for a reset link: every one, known account or not. */
export async function resetRequestLimits(email: string, address: string | null): Promise<readonly AttemptLimit[]> {
  return [
    {
      key: `reset-request/address/${addressKey(address)}`,
      policy: within(hour, 30),
      advice: "Too many reset links were asked for from your network. Please wait before you ask again.",
      blocks: "address",
    },
    {
      key: `reset-request/account/${await sha256Hex(email)}`,
      policy: within(hour, 10),
      advice:
        "Too many reset links were asked for with this address. Use the newest one, or wait before you ask again.",
      blocks: null,
    },
    {
      key: "reset-request/tenant",
      policy: within(hour, 300),
      advice: "Too many reset links were asked for in this organization. Please wait before you ask again.",
      blocks: null,
    },
  ];
}

/** What is counted of a question for somebody's teams: every one, known address or not. Each may send a mail. */
export async function findTeamsLimits(email: string, address: string | null): Promise<readonly AttemptLimit[]> {
  return [
    {
      key: `find-teams/address/${addressKey(address)}`,
      policy: within(hour, 30),
      advice: "Too many questions for teams have come from your network. Please wait before you ask again.",
      blocks: null,
    },
    {
      key: `find-teams/account/${await sha256Hex(email)}`,
      policy: within(hour, 5),
      advice: "This address has been asked for very often. Look for the mail, or wait before you ask again.",
      blocks: null,
    },
  ];
}

/**
 * What is counted of sign-ins through a provider as they begin: each asks the provider something and leaves a row. Not
 * those of a tenant: strangers who begin many must not hold its only door shut.
 */
export function ssoStartLimits(address: string | null): readonly AttemptLimit[] {
  return [
    {
      key: `sso-start/address/${addressKey(address)}`,
      policy: within(15, 300),
      advice: "Very many sign-ins have begun from your network. Please wait before you try again.",
      blocks: null,
    },
  ];
}

/** What is counted of answers of providers: those that a provider was asked about, and that were refused. */
export function ssoAnswerLimits(address: string | null): readonly AttemptLimit[] {
  return [
    {
      key: `sso-answer/address/${addressKey(address)}`,
      policy: within(15, 100),
      advice: "Too many answers that are not valid came from your network. Please wait before you try again.",
      blocks: "address",
    },
  ];
}

/** What is counted of logouts of providers: those that are refused. Apart from what people send from the same network. */
export function providerLogoutLimits(address: string | null): readonly AttemptLimit[] {
  return [
    {
      key: `provider-logout/address/${addressKey(address)}`,
      policy: within(15, 100),
      advice: "Too many logout tokens that are not valid came from your network. Please wait before you send more.",
      blocks: "address",
    },
  ];
}

/**
 * What is counted of recovery codes: failures from an address, together with those of passwords. Not those of an
 * account: nobody guesses 160 bits, and a stranger who fails on purpose must not hold the emergency exit shut.
 */
export async function recoveryLimits(
  email: string,
  address: string | null,
  thresholds: Thresholds,
): Promise<readonly AttemptLimit[]> {
  return (await signInLimits(email, address, thresholds)).filter(({ blocks }) => blocks === "address");
}

/** What is counted of a link from a mail, of whichever kind: that it is worth nothing, or nothing any more. */
export function linkLimits(address: string | null): readonly AttemptLimit[] {
  return [
    {
      key: `link/address/${addressKey(address)}`,
      policy: within(15, 100),
      advice: "Too many links that are not valid were tried from your network. Please wait before you try again.",
      blocks: "address",
    },
  ];
}

/** What is counted of a member's invitations: those that are mailed. */
export function invitationLimits(userId: string): readonly AttemptLimit[] {
  return [
    {
      key: `invitation/member/${userId}`,
      policy: within(hour, 100),
      advice: "You have sent very many invitations. Please wait before you send more.",
      blocks: null,
    },
    {
      key: "invitation/tenant",
      policy: within(hour, 500),
      advice: "Very many invitations were sent in this organization. Please wait before you send more.",
      blocks: null,
    },
  ];
}

/** What is counted of exports: each walks through the whole audit log, in a database that all tenants share. */
export function auditExportLimits(userId: string): readonly AttemptLimit[] {
  return [
    {
      key: `audit-export/member/${userId}`,
      policy: within(hour, 30),
      advice: "You have exported the audit log very often. Please wait before you do so again.",
      blocks: null,
    },
  ];
}

/** As for exports; an answer walks 20,000 rows at most, so that six million can be verified in an hour. */
export function auditVerificationLimits(userId: string): readonly AttemptLimit[] {
  return [
    {
      key: `audit-verification/member/${userId}`,
      policy: within(hour, 300),
      advice: "You have had very much of the audit log verified. Please wait before you go on.",
      blocks: null,
    },
  ];
}

/** What is counted of new identity providers: everybody's snapshot has them all. */
export function ssoProviderLimits(): readonly AttemptLimit[] {
  return [
    {
      key: "sso-provider/tenant",
      policy: within(hour, 200),
      advice: "Very many identity providers were set up in this organization. Please wait before you set up more.",
      blocks: null,
    },
  ];
}

/** What is counted of a member's look-ups, tests and discoveries: each has somebody outside asked. */
export function ssoLookUpLimits(userId: string): readonly AttemptLimit[] {
  return [
    {
      key: `sso-look-up/member/${userId}`,
      policy: within(hour, 60),
      advice: "You have asked the DNS and identity providers very often. Please wait before you ask again.",
      blocks: null,
    },
  ];
}

/** What is counted of new hostnames that were taken up; how many there may be is the gatekeeper's to say. */
export function hostnameLimits(): readonly AttemptLimit[] {
  return [
    {
      key: "hostname/tenant",
      policy: within(hour, 100),
      advice: "Very many hostnames were added in this organization. Please wait before you add more.",
      blocks: null,
    },
  ];
}

/** What is counted of a member's looks at hostnames; how often Cloudflare is asked for all is the zone's to say. */
export function hostnameCheckLimits(userId: string): readonly AttemptLimit[] {
  return [
    {
      key: `hostname-check/member/${userId}`,
      policy: within(hour, 600),
      advice: "You have asked about hostnames very often. They are also looked at without that. Please wait.",
      blocks: null,
    },
  ];
}

const hour = 60;

function within(minutes: number, limit: number): AttemptPolicy {
  return { limit, windowMilliseconds: minutes * 60_000 };
}
