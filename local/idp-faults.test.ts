import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { idpFaults } from "./idp-faults.ts";
import type { IdpFault } from "./idp-faults.ts";
import type { SignedIn } from "./idp-relying-party.ts";
import { openIdpStage } from "./idp-stage.ts";
import type { IdpStage } from "./idp-stage.ts";

let stage: IdpStage;
beforeAll(async () => {
  stage = await openIdpStage();
});
afterAll(() => stage.close());

const ann = { email: "ann@acme.test" };

/** What a strict client says about each fault, or what one sees that the client does not look at. */
const signs: Readonly<Record<IdpFault, RegExp | ((signedIn: SignedIn, realm: string) => Promise<void> | void)>> = {
  "wrong-issuer-in-token": /unexpected JWT "iss"/,
  "wrong-audience": /unexpected JWT "aud"/,
  "wrong-azp": /unexpected ID Token "azp"/,
  "bad-signature": /signature verification failed/,
  "foreign-key": /no applicable keys found/,
  "alg-none": /unexpected JWT "alg"/,
  "alg-hs256": /unexpected JWT "alg"/,
  expired: /expiration is past/,
  "issued-in-future": ({ claims }) => expect(claims.iat).toBeGreaterThan(Date.now() / 1000 + 3000),
  "missing-nonce": /"nonce" \(nonce\) claim missing/,
  "wrong-nonce": /unexpected ID Token "nonce"/,
  "old-auth-time": /too much time has elapsed/,
  "missing-sub": /"sub" \(subject\) claim missing/,
  "no-email": ({ claims, userinfo }) => {
    for (const told of [claims, userinfo]) {
      expect(Object.keys(told)).toContain("name");
      expect(Object.keys(told)).not.toContain("email");
      expect(Object.keys(told)).not.toContain("email_verified");
    }
  },
  "missing-id-token": /"id_token" property must be a string/,
  "missing-iss-parameter": /"iss" \(issuer\) missing/,
  "wrong-iss-parameter": /unexpected "iss" \(issuer\) response parameter/,
  "wrong-issuer-in-discovery": /"issuer" property does not match/,
  "wrong-content-type": async (_signedIn, realm) => {
    const document = await stage.fetch(`/${realm}/.well-known/openid-configuration`);
    expect(document.headers.get("content-type")).toContain("text/html");
  },
  "not-found": /unexpected HTTP status code/,
  "userinfo-mismatch": /unexpected "response" body "sub"/,
  "token-error": /server responded with an error/,
  "token-not-json": /content-type must be application\/json/,
  redirecting: /unexpected HTTP status code/,
  slow: /aborted/,
  huge: /"issuer" property must be a string/,
  "server-error": /unexpected HTTP status code/,
};

const discovery = "/.well-known/openid-configuration";

describe("a realm with a fault", () => {
  it.each(idpFaults)("shows it: %s", async (fault) => {
    await stage.control("PUT", fault, { fault });
    const patienceMs = fault === "slow" ? 500 : 20_000;
    const signIn = stage.party(fault).signIn(ann, { parameters: { max_age: "3600" }, patienceMs });
    const sign = signs[fault];
    if (sign instanceof RegExp) await expect(signIn).rejects.toThrow(sign);
    else await sign(await signIn, fault);
  });

  it("is a good one again when the fault is taken back", async () => {
    await stage.control("PUT", "repaired", { fault: "bad-signature" });
    await expect(stage.party("repaired").signIn(ann)).rejects.toThrow(/signature/);
    await stage.control("PUT", "repaired", { fault: null });
    expect((await stage.party("repaired").signIn(ann)).claims["email"]).toBe(ann.email);
  });

  it("has it for itself: another realm is a good one", async () => {
    await stage.control("PUT", "bad", { fault: "server-error" });
    expect((await stage.fetch(`/bad${discovery}`)).status).toBe(500);
    expect((await stage.fetch(`/good${discovery}`)).status).toBe(200);
  });

  it("shows it only where it is told to", async () => {
    await stage.control("PUT", "partly", { fault: "server-error", endpoints: ["userinfo"] });
    expect((await stage.fetch(`/partly${discovery}`)).status).toBe(200);
    expect((await stage.fetch("/partly/jwks")).status).toBe(200);
    expect((await stage.fetch("/partly/me")).status).toBe(500);
  });

  it("redirects to where the answer is good, so that whoever follows it shows", async () => {
    await stage.control("PUT", "redirected", { fault: "redirecting" });
    const answer = await stage.fetch(`/redirected${discovery}`);
    expect(answer.status).toBe(302);
    const location = answer.headers.get("location") ?? "";
    const followed = await stage.fetch(new URL(location).pathname);
    expect(await followed.json()).toMatchObject({ issuer: `${stage.origin}/redirected` });
    const token = await stage.fetch("/redirected/token", { method: "POST", body: new URLSearchParams() });
    expect([token.status, token.headers.get("location")]).toEqual([307, `${stage.origin}/redirected/elsewhere/token`]);
  });

  it("sends more than anybody should read, and says nothing of its size before", async () => {
    await stage.control("PUT", "endless", { fault: "huge" });
    const answer = await stage.fetch(`/endless${discovery}`);
    expect(answer.headers.get("content-length")).toBeNull();
    const body = await answer.text();
    expect(body.length).toBeGreaterThan(20 * 1024 * 1024);
    expect(JSON.parse(body)).toHaveProperty("padding");
  });

  it("answers at last when it is slow", async () => {
    await stage.control("PUT", "slowly", { fault: "slow", delaySeconds: 0.2 });
    const startedMs = performance.now();
    expect((await stage.fetch(`/slowly${discovery}`)).status).toBe(200);
    expect(performance.now() - startedMs).toBeGreaterThan(150);
  });

  it("is not made by a word that is none", async () => {
    expect((await stage.control("PUT", "acme", { fault: "wrong" })).status).toBe(400);
    expect((await stage.control("PUT", "acme", { fualt: "expired" })).status).toBe(400);
  });
});
