import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { IdpEndpoint, IdpFault } from "../local/idp-faults.ts";
import { openIdAdvice } from "../src/openid/advice.ts";
import { openIdChecks, type OpenIdCheck } from "../src/openid/check.ts";
import type { OpenIdFailureReason } from "../src/openid/failure.ts";
import type { Json } from "./client.ts";
import { atProvider, begin, comeBack, newSignOn, testProvider, tryToComeIn, type SignOn } from "./sso-realm.ts";
import { newProvider, ok, uniqueDomain } from "./sso-world.ts";
import { newTenant, visitor, type Tenant } from "./world.ts";

let tenant: Tenant;
let signOn: SignOn;

beforeAll(async () => {
  tenant = await newTenant("broken");
  // Nobody has a department: userinfo is asked for it, too.
  signOn = await newSignOn(tenant, { maxAgeSeconds: 3_600, roleClaim: "department" });
});

beforeEach(() => signOn.realm.behaves({}));

interface Broken {
  readonly fault: IdpFault;
  /** Where it shows, when not everywhere. */
  readonly at?: IdpEndpoint;
  readonly check: OpenIdCheck;
  readonly reason: OpenIdFailureReason;
  /** What the admin reads first. */
  readonly sentence: string;
}

/** Real providers, each with one thing wrong, and what an admin is told who tests them. */
const broken: readonly Broken[] = [
  {
    fault: "wrong-issuer-in-discovery",
    check: "metadata_issuer",
    reason: "wrong_metadata_issuer",
    sentence: "The provider calls itself by another issuer than the one that was entered.",
  },
  {
    fault: "wrong-content-type",
    check: "metadata",
    reason: "wrong_content_type",
    sentence: "The provider answered with something that is not JSON.",
  },
  { fault: "not-found", check: "metadata", reason: "status", sentence: "The provider answered with an error." },
  {
    fault: "redirecting",
    at: "discovery",
    check: "metadata",
    reason: "redirected",
    sentence: "The provider sent us to another address, and redirections are not followed.",
  },
  {
    fault: "huge",
    at: "discovery",
    check: "metadata",
    reason: "too_large",
    sentence: "The provider's answer is larger than any that is read.",
  },
  {
    fault: "slow",
    at: "discovery",
    check: "metadata",
    reason: "timeout",
    sentence: "The provider took too long to answer.",
  },
  {
    fault: "missing-iss-parameter",
    check: "response_issuer",
    reason: "missing_response_issuer",
    sentence: "The provider announces that its answers say whom they come from, and this one does not.",
  },
  {
    fault: "wrong-iss-parameter",
    check: "response_issuer",
    reason: "wrong_response_issuer",
    sentence: "The answer comes from another issuer.",
  },
  {
    fault: "token-error",
    check: "token_response",
    reason: "code_refused",
    sentence: "The provider did not redeem its code.",
  },
  {
    fault: "token-not-json",
    check: "token_response",
    reason: "wrong_content_type",
    sentence: "The provider answered with something that is not JSON.",
  },
  {
    fault: "redirecting",
    at: "token",
    check: "token_response",
    reason: "redirected",
    sentence: "The provider sent us to another address, and redirections are not followed.",
  },
  {
    fault: "slow",
    at: "token",
    check: "token_response",
    reason: "timeout",
    sentence: "The provider took too long to answer.",
  },
  {
    fault: "missing-id-token",
    check: "id_token_form",
    reason: "missing_id_token",
    sentence: "The provider handed out no ID token.",
  },
  {
    fault: "alg-none",
    check: "id_token_algorithm",
    reason: "refused_algorithm",
    sentence: "The token is not signed, or signed in a way that others could imitate.",
  },
  {
    fault: "alg-hs256",
    check: "id_token_algorithm",
    reason: "refused_algorithm",
    sentence: "The token is not signed, or signed in a way that others could imitate.",
  },
  {
    fault: "huge",
    at: "jwks",
    check: "keys",
    reason: "too_large",
    sentence: "The provider's answer is larger than any that is read.",
  },
  {
    fault: "server-error",
    at: "jwks",
    check: "keys",
    reason: "status",
    sentence: "The provider answered with an error.",
  },
  {
    fault: "bad-signature",
    check: "id_token_signature",
    reason: "wrong_signature",
    sentence: "The token's signature is wrong: somebody has changed it, or made it up.",
  },
  {
    fault: "foreign-key",
    check: "id_token_signature",
    reason: "unknown_key",
    sentence: "The token is signed with a key that the provider does not publish.",
  },
  {
    fault: "wrong-issuer-in-token",
    check: "id_token_issuer",
    reason: "wrong_issuer",
    sentence: "The token names another issuer.",
  },
  {
    fault: "wrong-audience",
    check: "id_token_audience",
    reason: "wrong_audience",
    sentence: "The token is meant for another client.",
  },
  {
    fault: "wrong-azp",
    check: "id_token_authorized_party",
    reason: "wrong_authorized_party",
    sentence: "The token was asked for by another client.",
  },
  { fault: "expired", check: "id_token_expiry", reason: "expired", sentence: "The token has expired." },
  {
    fault: "issued-in-future",
    check: "id_token_issue_time",
    reason: "issued_in_the_future",
    sentence: "The token was issued in the future.",
  },
  {
    fault: "missing-nonce",
    check: "id_token_nonce",
    reason: "missing_nonce",
    sentence: "The ID token does not say which sign-in it belongs to.",
  },
  {
    fault: "wrong-nonce",
    check: "id_token_nonce",
    reason: "wrong_nonce",
    sentence: "The ID token belongs to another sign-in.",
  },
  {
    fault: "missing-sub",
    check: "id_token_subject",
    reason: "missing_subject",
    sentence: "The ID token does not say who signed in.",
  },
  {
    fault: "old-auth-time",
    check: "authentication_time",
    reason: "authentication_too_old",
    sentence: "The person signed in at the provider longer ago than is allowed here.",
  },
  {
    fault: "server-error",
    at: "userinfo",
    check: "userinfo",
    reason: "status",
    sentence: "The provider answered with an error.",
  },
  {
    fault: "userinfo-mismatch",
    check: "userinfo_subject",
    reason: "wrong_userinfo_subject",
    sentence: "Userinfo is about another person than the ID token.",
  },
];

const cases = broken.map((each) => [each.at === undefined ? each.fault : `${each.fault} at ${each.at}`, each] as const);

describe("a provider with a fault", () => {
  test.each(cases)("is told apart in a test of it: %s", async (_name, { fault, at, check, reason, sentence }) => {
    await signOn.realm.behaves({ fault, ...(at !== undefined && { endpoints: [at] }), delaySeconds: 30 });
    const report = await testProvider(tenant.owner, signOn, { email: signOn.newAddress() });
    expect(report).toMatchObject({ status: "failed", reason });
    expectFailedAt(report, check);
    expect(openIdAdvice[reason].sentence).toBe(sentence);
  });

  const reached = cases.filter(([, { check }]) => openIdChecks.indexOf(check) > openIdChecks.indexOf("endpoints"));

  test.each(reached)("lets nobody in: %s", async (_name, { fault, at, reason }) => {
    const browser = await visitor(tenant.host);
    const email = signOn.newAddress();
    // It turns bad while somebody is there.
    const url = await begin(browser, signOn);
    await signOn.realm.behaves({ fault, ...(at !== undefined && { endpoints: [at] }), delaySeconds: 30 });
    const reply = await comeBack(browser, await atProvider(url, { email }));
    expect([reply.status, reply.json.code, reply.json.reason]).toEqual([403, "SSO_REFUSED", reason]);
    expect(reply.setCookies.filter((cookie) => !cookie.includes("Max-Age=0"))).toEqual([]);
    expect((await browser.get("/api/me")).status).toBe(401);
    const members = ok(await tenant.owner.get("/api/org/members")).json.items;
    expect(members.map((member: Json) => member.user?.email ?? member.email)).not.toContain(email);
  });

  test("is a good one when it has none", async () => {
    const { reply } = await tryToComeIn(signOn, { email: signOn.newAddress() });
    expect(reply.status).toBe(302);
  });
});

describe("a code of another sign-in", () => {
  test("is worthless in this one: who has only the code cannot redeem it (PKCE)", async () => {
    const victim = await visitor(tenant.host);
    const stolen = codeOf(await atProvider(await begin(victim, signOn), { email: signOn.newAddress() }));
    await expectWorthless(stolen);
  });

  test("is worthless once it has been redeemed", async () => {
    const victim = await visitor(tenant.host);
    const address = await atProvider(await begin(victim, signOn), { email: signOn.newAddress() });
    ok(await comeBack(victim, address), 302);
    await expectWorthless(codeOf(address));
  });

  async function expectWorthless(code: string): Promise<void> {
    const attacker = await visitor(tenant.host);
    const own = new URL(await atProvider(await begin(attacker, signOn), { email: signOn.newAddress() }));
    own.searchParams.set("code", code);
    const reply = await comeBack(attacker, own.href);
    expect([reply.status, reply.json.reason]).toEqual([403, "code_refused"]);
    expect((await attacker.get("/api/me")).status).toBe(401);
  }

  const codeOf = (address: string) => new URL(address).searchParams.get("code") ?? "";
});

describe("a name that leads inside by now (DNS rebinding)", () => {
  test("is not called when the code is to be redeemed there", async () => {
    const name = uniqueDomain().replace(/example$/, "test");
    const at = `https://${name}`;
    await resolvesTo(name, "93.184.216.34");
    const provider = await newProvider(tenant.owner, {
      issuer: at,
      endpoints: { authorization: `${at}/authorize`, token: `${at}/token`, jwks: `${at}/keys` },
    });
    const started = ok(await tenant.owner.post(`/api/sso-config/providers/${provider.id}/test`)).json;
    const asked = new URL(started.url);
    expect(asked.origin).toBe(at);
    await resolvesTo(name, "169.254.169.254");
    const answer = new URLSearchParams({ state: asked.searchParams.get("state") ?? "", code: "a-code", iss: at });
    await comeBack(tenant.owner, `${asked.searchParams.get("redirect_uri")}?${answer}`);
    const report = ok(await tenant.owner.get(`/api/sso-config/tests/${started.testId}`)).json;
    expect(report).toMatchObject({ status: "failed", reason: "refused_address" });
    expectFailedAt(report, "token_response");
    const detail = report.checks.find(({ check }: Json) => check === "token_response").detail;
    expect(detail).toContain("169.254.169.254");
    expect(detail).toContain("metadata");
  });

  test("is refused when it is entered", async () => {
    const name = uniqueDomain().replace(/example$/, "test");
    await resolvesTo(name, "10.0.0.7");
    const body = { label: "Inside", issuer: `https://${name}`, clientId: "gatehouse" };
    const reply = await tenant.owner.post("/api/sso-config/providers", body);
    expect([reply.status, reply.json.code]).toEqual([400, "INVALID_REQUEST"]);
    expect(reply.json.errors).toEqual([{ path: "issuer", message: expect.stringContaining("not public") }]);
  });
});

/** Those before it hold, it fails with what was seen, and nothing after it was looked at. */
function expectFailedAt(report: Json, failed: OpenIdCheck): void {
  const place = openIdChecks.indexOf(failed);
  const protocol: readonly Json[] = report.checks.slice(0, openIdChecks.length);
  for (const [index, { check, outcome }] of protocol.entries()) {
    if (index < place) expect(["passed", "not_applicable"], check).toContain(outcome);
    else expect(outcome, check).toBe(index === place ? "failed" : "not_reached");
  }
}

async function resolvesTo(name: string, address: string): Promise<void> {
  const dns = await visitor("dns.localhost");
  ok(await dns.call("PUT", "/api/records", { body: { name, type: "A", value: address } }));
}
