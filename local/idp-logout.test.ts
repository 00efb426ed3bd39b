import { createLocalJWKSet, decodeJwt, jwtVerify } from "jose";
import type { JSONWebKeySet } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openIdpStage } from "./idp-stage.ts";
import type { IdpStage } from "./idp-stage.ts";
import { idpVisitor } from "./idp-visitor.ts";

let stage: IdpStage;
beforeAll(async () => {
  stage = await openIdpStage();
});
afterAll(() => stage.close());

const ann = { email: "ann@acme.test" };

describe("signing out", () => {
  const logoutPath = "/api/auth/sso/backchannel-logout/sso_1";
  const logout = async (realm: string): Promise<{ status: number; body: string; token: string }[]> => {
    const answer = await stage.control("POST", `${realm}/logout`, ann);
    return (await answer.json<{ deliveries: { status: number; body: string; token: string }[] }>()).deliveries;
  };

  it("tells every client in a token of the realm, and says what they answered", async () => {
    const { claims } = await stage.party("leaving").signIn(ann);
    stage.received.length = 0;
    stage.answerWith(400);
    const deliveries = await logout("leaving");
    stage.answerWith(200);
    expect(deliveries).toEqual([
      expect.objectContaining({
        clientId: "gatehouse",
        status: 400,
        body: "No.",
        uri: expect.stringContaining(logoutPath),
      }),
    ]);
    expect(stage.received).toEqual([{ path: logoutPath, body: `logout_token=${deliveries[0]?.token}` }]);
    const keys = await stage.fetch("/leaving/jwks");
    const { payload } = await jwtVerify(
      deliveries[0]?.token ?? "",
      createLocalJWKSet(await keys.json<JSONWebKeySet>()),
      {
        issuer: `${stage.origin}/leaving`,
        audience: "gatehouse",
        typ: "logout+jwt",
      },
    );
    expect(payload).toMatchObject({
      sub: claims.sub,
      sid: claims["sid"],
      jti: expect.any(String),
      events: { "http://schemas.openid.net/event/backchannel-logout": {} },
    });
    expect(payload).not.toHaveProperty("nonce");
  });

  it("ends the session at the realm", async () => {
    const visitor = idpVisitor(stage.port);
    await stage.party("ended").signIn(ann, { visitor });
    await logout("ended");
    const again = stage.party("ended").signIn(ann, { visitor, parameters: { prompt: "none" } });
    await expect(again).rejects.toMatchObject({ error: "login_required" });
    expect(await logout("ended")).toEqual([]);
  });

  it("reaches a client where it says it wants to be told, for the subject it knows", async () => {
    await stage.control("PUT", "elsewhere", { claims: { sub: "chosen" } });
    const backchannelLogoutUri = `http://globex.app.localhost:${stage.port}/told`;
    await stage.control("PUT", "elsewhere/clients/gatehouse", { backchannelLogoutUri });
    await stage.party("elsewhere").signIn(ann);
    stage.received.length = 0;
    const [delivery] = await logout("elsewhere");
    expect(stage.received).toHaveLength(1);
    expect(stage.received[0]?.path).toBe("/told");
    expect(decodeJwt(delivery?.token ?? "").sub).toBe("chosen");
  });

  it("can be started by the client, ends where the client wants, and tells the others", async () => {
    const visitor = idpVisitor(stage.port);
    await stage.party("bye").signIn(ann, { visitor });
    await stage.party("bye", "wiki").signIn(ann, { visitor });
    stage.received.length = 0;
    const after = `http://acme.app.localhost:${stage.port}/login`;
    const query = new URLSearchParams({ client_id: "gatehouse", post_logout_redirect_uri: after, state: "s" });
    const end = await visitor.signOut(`${stage.origin}/bye/session/end?${query}`);
    expect(end).toBe(`${after}?state=s`);
    expect(stage.received).toHaveLength(2);
    const again = stage.party("bye").signIn(ann, { visitor, parameters: { prompt: "none" } });
    await expect(again).rejects.toMatchObject({ error: "login_required" });
  });

  it("ends nowhere else", async () => {
    const visitor = idpVisitor(stage.port);
    await stage.party("trapped").signIn(ann, { visitor });
    const query = new URLSearchParams({ client_id: "gatehouse", post_logout_redirect_uri: "http://evil.test/" });
    const end = await visitor.signOut(`${stage.origin}/trapped/session/end?${query}`);
    expect(end).toContain("post_logout_redirect_uri not registered");
  });
});
