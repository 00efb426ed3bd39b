import { expect } from "vitest";
import { idpVisitor } from "../../local/idp-visitor.ts";
import { Client, type Json } from "../client.ts";
import { ifMatch, ok, providerBody, providersPath } from "../sso-world.ts";
import { plantSession } from "./life.ts";
import { random, type Stage } from "./stage.ts";

/**
 * Single sign-on from its configuration to a recovery code: secrets of the client, of a sign-in on its way, and of the
 * way out.
 */
export async function signOn(stage: Stage, owner: Client): Promise<void> {
  const { aviary, platform } = stage;
  const clientSecret = aviary.plant("a client secret", random("client"));
  const issuer = platform.origin("idp.localhost") + "/canaries";
  const body = { ...providerBody({ issuer, clientSecret }), domains: ["canaries.example"], logoutAtProvider: true };
  const headers = { "idempotency-key": random("key") };
  const created = ok(await owner.post(providersPath, body, { headers }), 201).json;
  ok(await owner.post(providersPath, body, { headers }), 201);
  const path = `${providersPath}/${created.id}`;
  const second = aviary.plant("the second client secret", random("client"));
  const rotated = ok(await owner.patch(path, { clientSecret: second }, ifMatch(created))).json;
  // Refused, and with a secret in it.
  const stale = await owner.patch(path, { clientSecret: random("stale"), label: "" }, ifMatch(created));
  expect(stale.status).toBe(400);
  await publish(stage, created);
  ok(await owner.post(`${path}/verify-domain`));

  const visitor = stage.visitor();
  const url: string = ok(await visitor.post("/api/auth/sign-in/sso", { providerId: created.id })).json.url;
  // The provider is told them by the browser, which therefore is.
  const starting = { answer: /sign-in\/sso$|\/test$/ };
  for (const name of ["state", "nonce"]) {
    aviary.plant(`the ${name} of a sign-in`, new URL(url).searchParams.get(name) ?? "", starting);
  }
  const binding = { answer: /(sign-in\/sso|\/test) set-cookie$/ };
  for (const [name, value] of visitor.cookies) aviary.plant(`${name} of a sign-in`, value, binding);
  const back = new URL(await idpVisitor(platform.port).signIn(url, { email: "sue@canaries.example" }));
  aviary.plant("the code of a sign-in", back.searchParams.get("code") ?? "");
  expect((await visitor.get(back.pathname + back.search)).status).toBe(302);
  plantSession(stage, "somebody from a provider", visitor);
  expect((await visitor.get(back.pathname + back.search)).status).toBe(410);
  ok(await owner.post(`${path}/test`));
  ok(await owner.get(`/api/sso-config/history?providerId=${created.id}`));
  ok(await owner.delete(path, ifMatch(rotated)), 204);

  const recovery: string = ok(await owner.post("/api/sso-config/recovery-codes"), 201).json.code;
  aviary.plant("a recovery code", recovery, { answer: /^POST \/api\/sso-config\/recovery-codes$/ });
  const wrong = aviary.plant("a wrong recovery code", random("recovery"));
  const email = "owner@canaries.test";
  expect((await stage.visitor().post("/api/auth/sign-in/recovery", { email, code: wrong })).status).toBe(401);
  const recovered = stage.visitor();
  ok(await recovered.post("/api/auth/sign-in/recovery", { email, code: recovery }));
  plantSession(stage, "an owner, by a recovery code", recovered);
}

async function publish({ platform }: Stage, { domains }: Json): Promise<void> {
  const dns = new Client(platform.port, "dns.localhost");
  for (const { record } of domains as Json[]) ok(await dns.call("PUT", "/api/records", { body: record }));
}
