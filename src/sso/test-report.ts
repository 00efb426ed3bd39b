import type { OpenIdCheckResult } from "../openid/check.ts";
import type { OpenIdFailure } from "../openid/failure.ts";
import type { ReceivedClaims } from "../openid/sign-in.ts";
import type { Result } from "../result/result.ts";
import type { Arrival } from "./arrival.ts";
import { refusalOf, type SsoRefusal } from "./refusal.ts";
import type { TestReport } from "./report.ts";
import type { CheckResult } from "./rpc.ts";

/** What we look at once the protocol is satisfied, in this order. */
const policyChecks = ["configuration", "email", "email_verified", "domain", "account", "tester"] as const;
type PolicyCheck = (typeof policyChecks)[number];

/** The check that each refusal fails; what comes before it has passed. */
const failedChecks: Readonly<Partial<Record<SsoRefusal, PolicyCheck>>> = {
  configuration_changed: "configuration",
  email_missing: "email",
  email_unverified: "email_verified",
  foreign_domain: "domain",
  not_a_member: "account",
  linked_to_another: "account",
  needs_owner: "account",
  not_provisioned: "account",
  former_member: "account",
  another_person: "tester",
};

/** Of a test that the protocol ended: its own checks say where, ours were not reached. */
export function unreachedReport(failed: OpenIdFailure, checks: readonly OpenIdCheckResult[]): TestReport {
  return {
    reason: refusalOf(failed.reason),
    checks: [...checks, ...policyChecks.map(notReached)],
    claims: null,
  };
}

/** Of a test that came through the protocol. */
export function reachedReport(
  checks: readonly OpenIdCheckResult[],
  claims: ReceivedClaims,
  judged: Result<Arrival, SsoRefusal>,
): TestReport {
  const failedAt = judged.ok ? null : (failedChecks[judged.failure] ?? "account");
  const ours = policyChecks.map((check, index): CheckResult => {
    const isLater = failedAt !== null && index > policyChecks.indexOf(failedAt);
    if (isLater) return notReached(check);
    const outcome = check === failedAt ? "failed" : "passed";
    return check === "account" && judged.ok ? { check, outcome, detail: outlookOf(judged.value) } : { check, outcome };
  });
  return { reason: judged.ok ? null : judged.failure, checks: [...checks, ...ours], claims: shownClaims(claims) };
}

/** Of a test that failed after the provider had said something. */
export function failedReport(
  failed: OpenIdFailure,
  checks: readonly OpenIdCheckResult[],
  claims: ReceivedClaims,
): TestReport {
  return { ...unreachedReport(failed, checks), claims: shownClaims(claims) };
}

function notReached(check: string): CheckResult {
  return { check, outcome: "not_reached" };
}

function outlookOf(arrival: Arrival): string {
  switch (arrival.kind) {
    case "linked":
      return `${arrival.user.email} is linked, as ${arrival.role}`;
    case "to_be_linked":
      return `${arrival.user.email} would be linked, as ${arrival.role}`;
    case "invited":
      return `the invitation of ${arrival.invitation.email} would be accepted, as ${arrival.role}`;
    case "new":
      return `an account would be made, as ${arrival.role}`;
  }
}

/** What belongs to one answer of the provider and says nothing about the person. */
const unshown = new Set(["nonce", "at_hash", "c_hash", "s_hash", "jti"]);

/** The claims of both answers as one list, and never a token. */
function shownClaims({ idToken, userinfo }: ReceivedClaims): TestReport["claims"] {
  if (idToken === null && userinfo === null) return null;
  const claims = Object.entries({ ...userinfo, ...idToken }).filter(([name]) => !unshown.has(name));
  return Object.fromEntries(claims.slice(0, mostClaims).map(([name, value]) => [storable(name), shownValue(value)]));
}

const mostClaims = 100;
const longestClaim = 4_000;

/** Long values are shown as a text that is cut: a report is to be read. */
function shownValue(value: unknown): unknown {
  const shown = storableValue(value, 8);
  const text = JSON.stringify(shown);
  return text.length > longestClaim ? `${text.slice(0, longestClaim).toWellFormed()}…` : shown;
}

function storableValue(value: unknown, depth: number): unknown {
  if (typeof value === "string") return storable(value);
  if (typeof value !== "object" || value === null) return value ?? null;
  if (depth === 0) return "…";
  if (Array.isArray(value)) return value.map((inner) => storableValue(inner, depth - 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [storable(name), storableValue(inner, depth - 1)]),
  );
}

/** Postgres keeps neither U+0000 nor half a surrogate pair. */
function storable(text: string): string {
  return text.replaceAll("\0", "").toWellFormed();
}
