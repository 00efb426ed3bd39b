import { openIdAdvice } from "../../../src/openid/advice.ts";
import type { policyRefusals } from "../../../src/sso/refusal.ts";

type PolicyRefusal = (typeof policyRefusals)[number];

const clauses: Readonly<Record<PolicyRefusal, string>> = {
  denied_by_provider: "the identity provider refused",
  provider_disabled: "the identity provider is switched off",
  configuration_changed: "the identity provider's settings were changed in the meantime",
  email_missing: "the identity provider told no e-mail address",
  email_unverified: "the identity provider has not verified the e-mail address",
  foreign_domain: "the address is in none of the identity provider's verified domains",
  not_provisioned: "there is no account, and the identity provider may not make any",
  former_member: "they were removed from the organization",
  needs_owner: "an owner has to confirm the identity provider first",
  linked_to_another: "the account belongs to somebody else at the identity provider",
  another_person: "somebody else signed in than the one who tested",
  interrupted: "access changed while they did",
  suspended: "the organization is suspended",
  not_a_member: "the account is no member",
  unavailable: "it was not possible at that moment",
};

/** Why a sign-in through a provider was refused, as a clause for those who read the log. */
export function refusalClause(reason: string): string {
  if (Object.hasOwn(clauses, reason)) return clauses[reason as PolicyRefusal];
  if (!Object.hasOwn(openIdAdvice, reason)) return "the identity provider's answer could not be trusted";
  const { sentence } = openIdAdvice[reason as keyof typeof openIdAdvice];
  return sentence.replace(/^(?:The|An?|There|It|No)\b/, (word) => word.toLowerCase()).replace(/\.$/, "");
}
