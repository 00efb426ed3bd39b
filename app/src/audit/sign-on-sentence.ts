import type { TenantEvent } from "../../../src/audit/event.ts";
import type { ProviderFields } from "../../../src/sso/provider.ts";
import type { AuditLog } from "../api.gen/types.gen.ts";
import { refusalClause } from "../sign-on/refusal-clause.ts";
import { asRole, ending, isOwnDoing, numberIn, targetOf, textIn, type Part, type Telling } from "./telling.ts";

type SignOnEvent = Extract<TenantEvent, `sso.${string}` | `recovery.${string}` | "user.provisioned" | "account.linked">;

/** What the log says of single sign-on, after the name of who did it. */
export const signOnTellings: Readonly<Record<SignOnEvent, Telling>> = {
  "sso.sign_in_refused": (log) => ["was not let in by single sign-on", ...why(log)],
  "user.provisioned": (log) =>
    isOwnDoing(log)
      ? ["got an account by signing in with single sign-on", ...asRole(log)]
      : ["gave ", targetOf(log), " an account", ...asRole(log), ", because single sign-on vouched for them"],
  "account.linked": (log) =>
    isOwnDoing(log)
      ? ["signed in to their account with single sign-on for the first time"]
      : ["linked the account of ", targetOf(log), " to an identity provider"],
  "recovery.used": () => ["signed in with a recovery code, past single sign-on"],
  "recovery.code_created": () => ["made a recovery code for themselves"],
  "recovery.code_deleted": (log) =>
    isOwnDoing(log) ? ["deleted their recovery code"] : ["deleted the recovery code of ", targetOf(log)],
  "sso.provider_created": (log) => ["set up the identity provider ", targetOf(log)],
  "sso.provider_updated": (log) => ["changed ", changedFields(log), " of the identity provider ", targetOf(log)],
  "sso.provider_confirmed": (log) => ["vouched for the identity provider ", targetOf(log), " as it is"],
  "sso.provider_restored": (log) => restored(log),
  "sso.provider_deleted": (log) => ["deleted the identity provider ", targetOf(log)],
  "sso.provider_tested": (log) =>
    textIn(log, "result") === "passed"
      ? ["tested the identity provider ", targetOf(log), ": it works"]
      : ["tested the identity provider ", targetOf(log), ", which failed", ...why(log)],
  "sso.domain_verified": (log) => ["verified the domain ", targetOf(log)],
  "sso.domain_failing": (log) => ["found the DNS record of the domain ", targetOf(log), " gone"],
  "sso.domain_lost": (log) => [
    "stopped trusting the domain ",
    targetOf(log),
    ", whose DNS record has been gone for a day",
  ],
  "sso.enforced": (log) => ["made single sign-on required", ...ending(log)],
  "sso.enforcement_lifted": () => ["allowed passwords beside single sign-on again"],
};

const fieldNames: Readonly<Record<keyof ProviderFields, string>> = {
  label: "the name",
  preset: "the kind",
  issuer: "the issuer",
  clientId: "the client id",
  clientAuthentication: "how we authenticate",
  endpoints: "the endpoints",
  enabled: "whether it is enabled",
  provisioning: "who gets an account",
  defaultRole: "the first role",
  roleClaim: "the role claim",
  roleMappings: "the roles of its groups",
  emailVerification: "which addresses count",
  maxAgeSeconds: "how old a sign-in may be",
  acrValues: "how strong a sign-in must be",
  logoutAtProvider: "whether signing out signs out there",
  domains: "the domains",
};

/** What was changed, in words; what this page does not know, it leaves out. */
function changedFields(log: AuditLog): string {
  const changes = log.data["changes"];
  const known = typeof changes === "object" && changes !== null ? Object.keys(changes) : [];
  const named = Object.entries(fieldNames).flatMap(([field, name]) => (known.includes(field) ? [name] : []));
  const all = log.data["keyChanged"] === true ? [...named, "the client secret"] : named;
  return all.length === 0 ? "the configuration" : new Intl.ListFormat("en-GB").format(all);
}

function restored(log: AuditLog): readonly Part[] {
  const version = numberIn(log, "restored");
  return [
    `went back to ${version === null ? "an earlier version" : `version ${version}`} of the identity provider `,
    targetOf(log),
  ];
}

function why(log: AuditLog): readonly Part[] {
  const reason = textIn(log, "reason");
  return reason === null ? [] : [`: ${refusalClause(reason)}`];
}
