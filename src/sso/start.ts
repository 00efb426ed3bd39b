import { randomToken, sha256Hex } from "../identifiers/digest.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { recordAudit } from "../audit/record.ts";
import { auditContext, type Ceremony } from "../identity/ceremony.ts";
import { authorizationUrl, newSignInSecrets } from "../openid/authorization-request.ts";
import { CheckList } from "../openid/check-list.ts";
import { discover } from "../openid/discovery.ts";
import type { OpenIdFailure } from "../openid/failure.ts";
import { failure, success, type Result } from "../result/result.ts";
import { callbackUrl } from "./address.ts";
import { insertFlow, sealFlowSecrets } from "./flow.ts";
import { flowCookie, flowLifetimeSeconds } from "./flow-cookie.ts";
import { refusalOf } from "./refusal.ts";
import type { SsoStart, SsoStarted, SsoStartFailure } from "./rpc.ts";
import {
  findProviderIdByDomain,
  findSignInProvider,
  isUsable,
  openIdProviderOf,
  type SignInProvider,
} from "./sign-in-provider.ts";
import { unreachedReport } from "./test-report.ts";

/**
 * Begins a sign-in through a provider, or an admin's test of one, which also tries what is switched off or has no
 * verified domain yet. What the browser must show at the end rests as hashes, what it must not know is sealed.
 */
export async function startSso(
  ceremony: Ceremony,
  { by, returnPath, tester, loginHint }: SsoStart,
): Promise<Result<SsoStarted, SsoStartFailure>> {
  const { database, visit, seal, egress } = ceremony;
  const providerId = "email" in by ? await findProviderIdByDomain(database, domainOf(by.email)) : by.providerId;
  const provider = providerId === null ? null : await findSignInProvider(database, providerId);
  if (provider === null) return failure("not_found");
  if (tester === null && !isUsable(provider)) return failure("provider_disabled");

  const openIdProvider = await openIdProviderOf(provider, seal, visit.organizationId);
  const checks = new CheckList();
  const metadata = await discover(openIdProvider, egress, checks);
  if (!metadata.ok && tester === null) return failure("provider_unreachable");

  const secrets = newSignInSecrets();
  const [stateHash, browserSecret] = [await sha256Hex(secrets.state), randomToken()];
  const flow = {
    id: newIdentifier("flw"),
    stateHash,
    browserHash: await sha256Hex(browserSecret),
    providerId: provider.id,
    providerVersion: provider.version,
    purpose: tester === null ? "sign-in" : "test",
    host: visit.hostname,
    secrets: await sealFlowSecrets(seal, visit.organizationId, secrets),
    asOf: visit.asOf,
    returnPath,
    userId: tester?.userId ?? null,
    expiresAt: new Date(Date.now() + flowLifetimeSeconds * 1_000).toISOString(),
  } as const;
  const setCookie = flowCookie(stateHash, browserSecret);
  if (!metadata.ok) {
    await recordUnreached(ceremony, provider, flow, tester, metadata.failure, checks);
    // The test is over before anybody went anywhere: its report says why.
    return success({ flowId: flow.id, url: `${visit.publicOrigin}/sso/tests/${flow.id}`, setCookie });
  }
  await insertFlow(database, flow);
  const redirectUri = callbackUrl(visit.publicOrigin, provider.id);
  const request = { secrets, redirectUri, loginHint, prompt: null };
  return success({ flowId: flow.id, url: await authorizationUrl(metadata.value, openIdProvider, request), setCookie });
}

function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}

async function recordUnreached(
  { database, visit }: Ceremony,
  provider: SignInProvider,
  flow: Parameters<typeof insertFlow>[1],
  tester: SsoStart["tester"],
  failed: OpenIdFailure,
  checks: CheckList,
): Promise<void> {
  const report = unreachedReport(failed, checks.all());
  const actor = { type: "user", id: tester?.userId ?? null, name: tester?.name ?? null } as const;
  await database.transaction(async (statements) => {
    await insertFlow(statements, { ...flow, usedAt: new Date().toISOString(), report });
    await recordAudit(
      statements,
      {
        event: "sso.provider_tested",
        target: { type: "sso-provider", id: provider.id, name: provider.label },
        data: { result: "failed", reason: refusalOf(failed.reason) },
      },
      auditContext(visit, actor),
    );
  });
}
