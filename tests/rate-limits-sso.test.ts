import { beforeAll, describe, expect, test } from "vitest";
import type { Reply } from "./client.ts";
import { atProvider, begin, comeBack, comeIn, logoutToken, newSignOn, originOf, type SignOn } from "./sso-realm.ts";
import { ok } from "./sso-world.ts";
import { newTenant, visitor, type Tenant } from "./world.ts";

/* What is counted of single sign-on, and who must not be kept out by it. */

let tenant: Tenant;
let signOn: SignOn;
beforeAll(async () => {
  tenant = await newTenant("counted");
  signOn = await newSignOn(tenant);
});

function times<Value>(count: number, value: Value): Value[] {
  return Array.from({ length: count }, () => value);
}

async function statusesOf(count: number, request: () => Promise<Reply>): Promise<Record<number, number>> {
  const counts: Record<number, number> = {};
  for (let start = 0; start < count; start += 10) {
    const replies = await Promise.all(times(Math.min(10, count - start), null).map(request));
    for (const { status } of replies) counts[status] = (counts[status] ?? 0) + 1;
  }
  return counts;
}

test("a page that sends its readers' browsers to the callback keeps no colleague of theirs out", async () => {
  const reader = await visitor(tenant.host);
  const callback = `/api/auth/sso/callback/${signOn.provider.id}`;
  expect(await statusesOf(110, () => reader.get(`${callback}?code=x&state=made-up`))).toEqual({ 400: 110 });
  const unknown = "/api/auth/sso/callback/sso_000000000000000000000000?code=x&state=y";
  expect(await statusesOf(10, () => reader.get(unknown))).toEqual({ 404: 10 });
  const colleague = reader.neighbour();
  const address = await atProvider(await begin(colleague, signOn), { email: signOn.newAddress() });
  ok(await comeBack(colleague, address), 302);
  // Nor does coming back with an answer a second time.
  expect(await statusesOf(20, () => comeBack(colleague, address))).toEqual({ 410: 20 });
});

test("answers that cost a provider a call, and are refused, are a hundred from one address", async () => {
  const own = await newSignOn(tenant);
  const guesser = await visitor(tenant.host);
  const guess = async () => {
    const browser = guesser.neighbour();
    const state = new URL(await begin(browser, own)).searchParams.get("state") ?? "";
    return browser.get(
      `/api/auth/sso/callback/${own.provider.id}?code=guessed&state=${state}&iss=${encodeURIComponent(own.realm.issuer)}`,
    );
  };
  expect(await statusesOf(102, guess)).toEqual({ 403: 100, 429: 2 });
});

describe("a provider's logouts", () => {
  const send = (from: Awaited<ReturnType<typeof visitor>>, token: string) =>
    from.call("POST", `/api/auth/sso/backchannel-logout/${signOn.provider.id}`, {
      raw: new URLSearchParams({ logout_token: token }).toString(),
      headers: { origin: null, "content-type": "application/x-www-form-urlencoded" },
    });

  test("are never too many, from one address, as long as they are good; sign-ins' failures there are no matter", async () => {
    const server = await visitor(tenant.host);
    const { client, me } = await comeIn(signOn, { email: signOn.newAddress() });
    const { subject } = await originOf(me);
    const tokens: string[] = [];
    for (let count = 0; count < 130; count += 1) tokens.push(await logoutToken(signOn, { sub: subject }));
    let next = 0;
    expect(await statusesOf(130, () => send(server, tokens[next++] ?? ""))).toEqual({ 200: 130 });
    expect((await client.get("/api/me")).status).toBe(401);
  });

  test("that nobody has signed are a hundred from one address, before anybody outside is asked", async () => {
    const forger = await visitor(tenant.host);
    const good = await logoutToken(signOn, { sub: "somebody" });
    const forged = `${good.slice(0, good.lastIndexOf("."))}.${"A".repeat(342)}`;
    expect(await statusesOf(103, () => send(forger, forged))).toEqual({ 400: 100, 429: 3 });
    // Who comes in from there does so by a count of its own, and the provider is at another address.
    const colleague = forger.neighbour();
    const address = await atProvider(await begin(colleague, signOn), { email: signOn.newAddress() });
    ok(await comeBack(colleague, address), 302);
    ok(await send(await visitor(tenant.host), good));
  });
});
