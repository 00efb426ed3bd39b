import { and, eq } from "drizzle-orm";
import { nobodyKnown } from "../audit/event.ts";
import { recordAudit } from "../audit/record.ts";
import type { TenantStatements } from "../database/tenant-db.ts";
import { isUnanswered, tellGatekeeper } from "../gatekeeper/attempts.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import { auditContext, type Ceremony } from "../identity/ceremony.ts";
import { lockedMemberRole } from "../identity/membership.ts";
import { users } from "../identity/table.ts";
import type { OpenIdFailure } from "../openid/failure.ts";
import type { OpenIdIdentity } from "../openid/provider.ts";
import { completeSignIn, type SignInOutcome } from "../openid/sign-in.ts";
import { failure, success, type Result } from "../result/result.ts";
import { callbackUrl } from "./address.ts";
import type { Arrival } from "./arrival.ts";
import { findFlow, openFlowSecrets, useFlow, writeReport, type Flow } from "./flow.ts";
import { clearedFlowCookie, flowSecretOf } from "./flow-cookie.ts";
import { recordProof } from "./proof.ts";
import { refusalOf, type SsoRefusal } from "./refusal.ts";
import type { TestReport } from "./report.ts";
import type { SsoAnswer, SsoFinished, SsoFinishFailure } from "./rpc.ts";
import { judge, recordRefusal, signInVouched } from "./sign-in.ts";
import {
  findSignInProvider,
  holdSignInProvider,
  isUsable,
  openIdProviderOf,
  type SignInProvider,
} from "./sign-in-provider.ts";
import { failedReport, reachedReport } from "./test-report.ts";

interface Claimed {
  readonly flow: Flow;
  readonly provider: SignInProvider;
}

type NotClaimed = "not_found" | "not_yours" | "used";

/**
 * Ends a sign-in or a test that began in this browser. What came is tied to this tenant, provider, host and browser, and
 * the sign-in is used up, in a transaction of its own before anything is asked of the provider; nothing is asked while
 * a transaction is open.
 */
export async function finishSso(ceremony: Ceremony, answer: SsoAnswer): Promise<Result<SsoFinished, SsoFinishFailure>> {
  const { database } = ceremony;
  const response = new URLSearchParams(answer.parameters);
  const claimed = await database.transaction((statements) => claim(ceremony, statements, answer, response));
  if (!claimed.ok) return claimed;
  const { flow } = claimed.value;
  const clearCookie = clearedFlowCookie(flow.stateHash);

  if (flow.purpose === "test") {
    await finishTest(ceremony, claimed.value, response);
    return success({ kind: "tested", testId: flow.id, clearCookie });
  }
  const stale = changedSince(claimed.value);
  const identity = stale === null ? await identified(ceremony, claimed.value, response) : failure(stale);
  if (!identity.ok) {
    await database.transaction((statements) => recordRefusal(ceremony, statements, flow, null, identity.failure));
    return failure({ refused: identity.failure, clearCookie });
  }
  const aligned = await alignRole(ceremony, claimed.value, identity.value);
  const signedIn = aligned.ok ? await signInVouched(ceremony, flow, identity.value) : aligned;
  if (!signedIn.ok) return failure({ refused: signedIn.failure, clearCookie });
  return success({ kind: "signed_in", returnPath: flow.returnPath, clearCookie, ...signedIn.value });
}

/** Finds the sign-in an answer belongs to and uses it up. */
async function claim(
  { visit }: Ceremony,
  statements: TenantStatements,
  { providerId, cookies }: SsoAnswer,
  response: URLSearchParams,
): Promise<Result<Claimed, NotClaimed>> {
  const provider = await findSignInProvider(statements, providerId);
  if (provider === null) return failure("not_found");
  const states = response.getAll("state");
  const stateHash = await sha256Hex(states[0] ?? "");
  const flow = states.length === 1 ? await findFlow(statements, stateHash) : null;
  if (flow === null || flow.providerId !== providerId || flow.host !== visit.hostname) return failure("not_yours");
  if (flow.usedAt !== null || Date.parse(flow.expiresAt) <= Date.now()) return failure("used");
  const shown = flowSecretOf(cookies, stateHash);
  if (shown === null || (await sha256Hex(shown)) !== flow.browserHash) return failure("not_yours");
  return (await useFlow(statements, flow.id)) ? success({ flow, provider }) : failure("used");
}

/** Why a sign-in cannot go on with the provider as it is now; asked again in the transaction that opens the session. */
function changedSince({ flow, provider }: Claimed): "provider_disabled" | "configuration_changed" | null {
  if (!isUsable(provider)) return "provider_disabled";
  return provider.version === flow.providerVersion ? null : "configuration_changed";
}

async function identified(
  ceremony: Ceremony,
  claimed: Claimed,
  response: URLSearchParams,
): Promise<Result<OpenIdIdentity, SsoRefusal>> {
  const { result } = await asked(ceremony, claimed, response);
  return result.ok ? result : failure(personalRefusalOf(result.failure));
}

/** All that is asked of the provider. */
async function asked(
  { visit, seal, egress }: Ceremony,
  { flow, provider }: Claimed,
  response: URLSearchParams,
): Promise<SignInOutcome> {
  const given = {
    provider: await openIdProviderOf(provider, seal, flow.organizationId),
    secrets: await openFlowSecrets(seal, flow),
    redirectUri: callbackUrl(visit.publicOrigin, provider.id),
    response,
  };
  const outcome = await completeSignIn(given, egress, Date.now);
  // What could not be kept as it is names nobody.
  if (outcome.result.ok && !isKeepable(outcome.result.value.subject)) {
    return { ...outcome, result: failure({ reason: "missing_subject" }) };
  }
  return outcome;
}

/** OpenID Connect Core 1.0 section 2: 255 ASCII characters at most. */
function isKeepable(subject: string): boolean {
  return /^[\x20-\x7e]{1,255}$/.test(subject);
}

/** Who turned back at the provider is told so, and not that something is broken. */
function personalRefusalOf(failed: OpenIdFailure): SsoRefusal {
  return failed.reason === "provider_refused" && turnedBack.has(failed.error)
    ? "denied_by_provider"
    : refusalOf(failed.reason);
}

const turnedBack = new Set(["access_denied", "login_required", "interaction_required", "consent_required"]);

/**
 * Gives somebody who is known here the role that the provider's claim leads to, through the gatekeeper like every change
 * of a role. Where that is not possible (the last owner stays one), they come in as what they are.
 */
async function alignRole(
  ceremony: Ceremony,
  { flow, provider }: Claimed,
  identity: OpenIdIdentity,
): Promise<Result<null, "unavailable">> {
  if (provider.roleClaim === null) return success(null);
  const { visit, database, gatekeeper } = ceremony;
  const judged = await judge(database, flow, provider, identity);
  // Said again, and recorded, where the session is opened.
  if (!judged.ok) return success(null);
  const { arrival } = judged.value;
  if (!isKnown(arrival) || arrival.role === arrival.current) return success(null);
  const command = {
    organizationId: visit.organizationId,
    change: { kind: "member-role", userId: arrival.user.id, role: arrival.role, actorRole: provider.authority },
    audit: auditContext(visit, { type: "system", id: provider.id, name: provider.label }),
  } as const;
  const changed = await tellGatekeeper(gatekeeper, (stub) => stub.change(command));
  if (isUnanswered(changed) || (!changed.ok && changed.failure === "unavailable")) return failure("unavailable");
  return success(null);
}

function isKnown(arrival: Arrival): arrival is Extract<Arrival, { kind: "linked" | "to_be_linked" }> {
  return arrival.kind === "linked" || arrival.kind === "to_be_linked";
}

/** Ends a test: nobody is signed in, made or linked by it. What was seen is kept for admins to read. */
async function finishTest(ceremony: Ceremony, claimed: Claimed, response: URLSearchParams): Promise<void> {
  const { flow, provider } = claimed;
  const { result, checks, claims } = await asked(ceremony, claimed, response);
  await ceremony.database.transaction(async (statements) => {
    if (!result.ok) return reportTest(ceremony, statements, claimed, failedReport(result.failure, checks, claims));
    // As it is now, and held: what is proven is what is configured when the proof is written.
    const current = await holdSignInProvider(statements, provider.id);
    const judged =
      current === null
        ? failure("configuration_changed" as const)
        : await judge(statements, flow, current, result.value);
    const own = judged.ok ? await ownArrival(statements, claimed, judged.value.arrival) : judged;
    await reportTest(ceremony, statements, claimed, reachedReport(checks, claims, own));
  });
}

/** A test proves something when the provider has signed in the very person who tests; an owner's proof counts. */
async function ownArrival(
  statements: TenantStatements,
  { flow, provider }: Claimed,
  arrival: Arrival,
): Promise<Result<Arrival, SsoRefusal>> {
  if (!isKnown(arrival) || arrival.user.id !== flow.userId) return failure("another_person");
  const role = await lockedMemberRole(statements, arrival.user.id);
  if (role === "owner") await recordProof(statements, provider, { userId: arrival.user.id, host: flow.host });
  return success(arrival);
}

async function reportTest(
  { visit }: Ceremony,
  statements: TenantStatements,
  { flow, provider }: Claimed,
  report: TestReport,
): Promise<void> {
  await writeReport(statements, flow.id, report);
  const target = { type: "sso-provider", id: provider.id, name: provider.label } as const;
  const actor = { type: "user", id: flow.userId ?? nobodyKnown, name: await nameOf(statements, flow) } as const;
  const data =
    report.reason === null
      ? ({ result: "passed" } as const)
      : ({ result: "failed", reason: report.reason as SsoRefusal } as const);
  await recordAudit(statements, { event: "sso.provider_tested", target, data }, auditContext(visit, actor));
}

async function nameOf({ db, organizationId }: TenantStatements, { userId }: Flow): Promise<string | null> {
  const [found] = await db
    .select({ name: users.name })
    .from(users)
    .where(and(eq(users.organizationId, organizationId), eq(users.id, userId ?? nobodyKnown)));
  return found?.name ?? null;
}
