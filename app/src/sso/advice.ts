import { openIdAdvice, openIdCheckSentences, type Advice } from "../../../src/openid/advice.ts";
import type { policyRefusals } from "../../../src/sso/refusal.ts";

/** What an admin can do when our own rules refuse somebody whom the provider vouches for. */
const policyAdvice: Readonly<Record<PolicyRefusal, Advice>> = {
  denied_by_provider: {
    sentence: "The provider sent the person back without signing them in.",
    advice: "See whether this person is assigned to the application there, and that its consent was not declined.",
  },
  provider_disabled: {
    sentence: "The provider is switched off here.",
    advice: "Switch it on in its settings when people should sign in through it.",
  },
  configuration_changed: {
    sentence: "The provider was changed here while the sign-in was under way.",
    advice: "Begin the sign-in again: the next one goes by the settings as they are now.",
  },
  email_missing: {
    sentence: "The provider said nothing of an e-mail address.",
    advice: "Allow the application the scope email there, and see that the person has an address.",
  },
  email_unverified: {
    sentence: "The provider does not say that the address is verified.",
    advice:
      "Have the person verify it there. If the provider never says so and gives out the addresses of your domains itself, choose in its settings here that addresses are taken as verified.",
  },
  foreign_domain: {
    sentence: "The address is in none of this provider's verified domains.",
    advice:
      "Add and verify the domain in the provider's settings here, if it belongs to your organization. At Google, an account has to be managed by your Workspace: one that somebody made alone does not count.",
  },
  not_provisioned: {
    sentence: "Nobody here has this address, and the provider may not bring new people.",
    advice: "Invite the person, or switch on in the provider's settings that new people get an account.",
  },
  former_member: {
    sentence: "The person was removed from this organization.",
    advice: "Whoever was removed comes back by an invitation only: send one if they should.",
  },
  needs_owner: {
    sentence: "The person's role here is higher than that of whoever last changed what the provider is trusted by.",
    advice: "An owner has to read what was changed, on the provider's own page, and confirm it.",
  },
  linked_to_another: {
    sentence: "The provider has signed in somebody else with this address before.",
    advice:
      "It may have given the address to another person. If it is the same person in a new account there, remove them here and invite them again.",
  },
  another_person: {
    sentence: "The provider signed in somebody else than you.",
    advice: "Sign out there, or use a private window, and test again as the person you are here.",
  },
  interrupted: {
    sentence: "All sessions were ended while the sign-in was under way.",
    advice: "Begin again.",
  },
  suspended: {
    sentence: "The organization is suspended.",
    advice: "Ask your service operator.",
  },
  not_a_member: {
    sentence: "The person is no member of this organization.",
    advice: "Invite them, if they should be.",
  },
  unavailable: {
    sentence: "We could not finish the sign-in, because a part of this service did not answer.",
    advice: "Try again in a moment. Nothing has to be changed at the provider.",
  },
};

type PolicyRefusal = (typeof policyRefusals)[number];

const unknown: Advice = {
  sentence: "The sign-in did not succeed.",
  advice: "See below which check failed, and what was received.",
};

/** For every reason a test, a sign-in or a discovery may fail for; one that a newer server has made up is told plainly. */
export function adviceFor(reason: string): Advice {
  if (Object.hasOwn(policyAdvice, reason)) return policyAdvice[reason as PolicyRefusal];
  if (Object.hasOwn(openIdAdvice, reason)) return openIdAdvice[reason as keyof typeof openIdAdvice];
  return unknown;
}

/** What our own rules look at, after the protocol's checks. */
const policyCheckSentences: Readonly<Record<string, string>> = {
  configuration: "The provider was not changed here in the meantime",
  email: "It says which e-mail address the person has",
  email_verified: "The address is verified",
  domain: "The address is in one of the provider's verified domains",
  account: "The person may come in here",
  tester: "It is the person who tests",
};

export function checkSentence(check: string): string {
  if (Object.hasOwn(openIdCheckSentences, check))
    return openIdCheckSentences[check as keyof typeof openIdCheckSentences];
  return Object.hasOwn(policyCheckSentences, check)
    ? (policyCheckSentences[check] ?? check)
    : check.replaceAll("_", " ");
}
