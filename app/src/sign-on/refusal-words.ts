import { ssoRefusals, type SsoRefusal } from "../../../src/sso/refusal.ts";

/** What somebody is told whom single sign-on has not let in. */
export interface RefusalWords {
  readonly title: string;
  readonly text: string;
  /** What to ask an administrator for; null where trying again is all there is to do. */
  readonly ask: string | null;
}

const startAgain: RefusalWords = {
  title: "This sign-in can't be continued",
  text: "It took too long, was used before, or began in another browser or tab. Nothing is wrong with your account.",
  ask: null,
};

const unreachable: RefusalWords = {
  title: "Your identity provider does not answer",
  text: "Signing in needs an answer from it, and there was none, or none that could be used. This often passes within minutes.",
  ask: "If it does not pass, ask an administrator to test the identity provider.",
};

const notTrusted: RefusalWords = {
  title: "The identity provider's answer could not be trusted",
  text: "Something about it was not as it has to be, so nobody was signed in. This is not your doing, and trying again rarely helps.",
  ask: "Ask an administrator to test the identity provider. The reason below tells them what to look for.",
};

const atProvider: RefusalWords = {
  title: "Your identity provider did not let you in",
  text: "You may have cancelled, or the identity provider does not allow you to use this application.",
  ask: "If you did not cancel, ask an administrator to assign this application to you at the identity provider.",
};

const notStrongEnough: RefusalWords = {
  title: "Sign in at your identity provider again",
  text: "This organization wants a sign-in there that is more recent, or stronger, than the one you have. Sign out there, then try again with everything it asks of you.",
  ask: "If it stays so, ask an administrator which kind of sign-in this organization wants.",
};

const changed: RefusalWords = {
  title: "Something changed while you signed in",
  text: "The identity provider's settings, or your access, were changed in the meantime. Trying again goes by what holds now.",
  ask: null,
};

const explained: Readonly<Partial<Record<SsoRefusal, RefusalWords>>> = {
  denied_by_provider: atProvider,
  provider_refused: atProvider,
  provider_disabled: {
    title: "This way to sign in is switched off",
    text: "An administrator has switched this identity provider off, or none of its domains is verified at the moment.",
    ask: "Ask an administrator which way to sign in to use, or to switch this one on again.",
  },
  configuration_changed: changed,
  interrupted: changed,
  email_missing: {
    title: "Your e-mail address is missing",
    text: "Your identity provider vouched for you, but did not tell your e-mail address, by which people are known here.",
    ask: "Ask an administrator to have the identity provider send your e-mail address (the claim “email”).",
  },
  email_unverified: {
    title: "Your e-mail address is not verified",
    text: "Your identity provider has not verified that your e-mail address is yours. Until it has, anybody could claim it.",
    ask: "Verify your address there, or ask an administrator to do it for you.",
  },
  foreign_domain: {
    title: "This e-mail address is not accepted here",
    text: "Your identity provider knows you by an address outside the domains that this organization has verified. If you meant to use another account, sign out of the identity provider first.",
    ask: "If it was the right account, ask an administrator to add and verify the domain of your address.",
  },
  not_provisioned: {
    title: "You have no account here yet",
    text: "Your identity provider knows you, but accounts are made by invitation in this organization.",
    ask: "Ask an administrator to invite you. Once invited, you can sign in the same way.",
  },
  former_member: {
    title: "You are not a member any more",
    text: "Your account was removed from this organization. Signing in does not bring it back.",
    ask: "If this is a mistake, ask an administrator to invite you again.",
  },
  needs_owner: {
    title: "An owner has to confirm this identity provider",
    text: "It was changed by somebody whose role is below yours. Until an owner has looked at the change, it can't sign you in.",
    ask: "Ask an owner to confirm the identity provider in the single sign-on settings.",
  },
  linked_to_another: {
    title: "This account belongs to somebody else at your identity provider",
    text: "The identity provider has signed in another of its accounts with your address before. It may have given the address to a new person.",
    ask: "Ask an administrator to remove the old account here and to invite you again.",
  },
  another_person: {
    title: "Somebody else signed in",
    text: "The identity provider vouched for another person than the one who runs the test.",
    ask: null,
  },
  suspended: {
    title: "This organization is suspended",
    text: "Nobody can sign in until it is restored.",
    ask: "Ask an owner of your organization, or whoever provides this service to you.",
  },
  not_a_member: {
    title: "You are not a member here",
    text: "There is an account with your address, but it does not belong to this organization any more.",
    ask: "Ask an administrator to invite you.",
  },
  unavailable: {
    title: "Signing in is not possible right now",
    text: "Something on our side did not answer. Nothing is wrong with your account, and trying again soon will help.",
    ask: null,
  },
  unreachable,
  timeout: unreachable,
  no_such_host: unreachable,
  status: unreachable,
  redirected: unreachable,
  too_large: unreachable,
  wrong_content_type: unreachable,
  wrong_state: startAgain,
  missing_authentication_time: notStrongEnough,
  authentication_too_old: notStrongEnough,
  wrong_authentication_context: notStrongEnough,
};

const unknown: RefusalWords = {
  title: "You could not be signed in",
  text: "Nobody was signed in.",
  ask: "If it happens again, tell an administrator when it happened.",
};

/** Of what is no refusal of single sign-on's own, but may end one all the same. */
const others: Readonly<Record<string, RefusalWords>> = {
  response_invalid: startAgain,
  response_used: startAgain,
  provider_unreachable: unreachable,
  no_provider: {
    title: "This way to sign in does not exist any more",
    text: "The identity provider was removed while you were there.",
    ask: "Ask an administrator which way to sign in to use.",
  },
  rate_limited: {
    title: "Too many sign-ins were tried",
    text: "Please wait a minute, then start again.",
    ask: null,
  },
};

/** @param reason out of an address that anyone may have written: what is not known is told as such, and never repeated */
export function refusalWords(reason: string | undefined): RefusalWords {
  if (reason === undefined) return unknown;
  if (Object.hasOwn(others, reason)) return others[reason] ?? unknown;
  const refusal = ssoRefusals.find((one) => one === reason);
  return refusal === undefined ? unknown : (explained[refusal] ?? notTrusted);
}

/** The reason as an administrator may look it up; undefined for what is none of ours. */
export function knownReason(reason: string | undefined): string | undefined {
  if (reason === undefined) return undefined;
  return Object.hasOwn(others, reason) ? reason : ssoRefusals.find((one) => one === reason);
}
