import { createHmac } from "node:crypto";
import { request } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accessSubject, serviceTokenClaims } from "../local/access-token.ts";
import { startPlatform, type Platform } from "../local/platform.ts";
import { adminHost, invitedOperator, throughAccess } from "./admin-world.ts";
import { forgetState, ownState } from "./own-state.ts";
import { eventually } from "./world.ts";

/*
 * The admin worker without the gate in front of it, as somebody would find it who got around Access.
 */

const options = ownState("admin-access");
const ops = "ops@gatehouse.test";

let platform: Platform;
let worker: URL;

beforeAll(async () => {
  platform = await startPlatform(options);
  worker = await platform.workers.unsafeGetDirectURL("gatehouse-admin");
});
afterAll(async () => {
  await platform.stop();
  await forgetState(options);
});

/** Asks the worker itself. */
function ask(
  path: string,
  headers: Record<string, string | undefined> = {},
  method = "GET",
): Promise<{ status: number; code: string | undefined; text: string; type: string }> {
  return new Promise((resolve, reject) => {
    const sent = Object.entries({ host: adminHost, ...headers }).filter(([, value]) => value !== undefined);
    const outgoing = request(worker, { method, path, headers: Object.fromEntries(sent) }, (incoming) => {
      let text = "";
      incoming.setEncoding("utf8");
      incoming.on("data", (chunk: string) => (text += chunk));
      incoming.on("end", () => {
        const type = incoming.headers["content-type"] ?? "";
        const code = type.includes("problem+json") ? (JSON.parse(text) as { code: string }).code : undefined;
        resolve({ status: incoming.statusCode ?? 0, code, text, type });
      });
    });
    outgoing.on("error", reject);
    outgoing.end();
  });
}

async function asserted(email: string, claims: Record<string, unknown> = {}) {
  return { "cf-access-jwt-assertion": await platform.access.mint(email, claims) };
}

describe("without Access there is nothing", () => {
  test.each([
    "/",
    "/tenants",
    "/enroll",
    "/index.html",
    "/favicon.ico",
    "/api/admin/me",
    "/api/openapi.json",
    "/api/x",
  ])("%s is 401", async (path) => {
    const reply = await ask(path);
    expect([reply.status, reply.code]).toEqual([401, "ACCESS_REQUIRED"]);
  });

  test("a mutation is 401 before anything else is looked at", async () => {
    const reply = await ask("/api/admin/tenants", {}, "POST");
    expect([reply.status, reply.code]).toEqual([401, "ACCESS_REQUIRED"]);
  });

  test("headers that only say who one is are worth nothing", async () => {
    const reply = await ask("/api/admin/me", {
      "cf-access-authenticated-user-email": ops,
      cookie: `CF_Authorization=${await platform.access.mint(ops)}`,
    });
    expect(reply.code).toBe("ACCESS_REQUIRED");
  });
});

describe("an assertion is refused", () => {
  const now = Math.floor(Date.now() / 1000);
  test.each<[string, Record<string, unknown>]>([
    ["of another application", { aud: ["f".repeat(64)] }],
    ["of another team", { iss: "https://elsewhere.cloudflareaccess.com" }],
    ["whose issuer ends with a slash", { iss: "https://gatehouse.cloudflareaccess.com/" }],
    ["that has expired", { exp: now - 60 }],
    ["that is not valid yet", { nbf: now + 3600 }],
    ["of a service", serviceTokenClaims("service.access")],
    ["of a service that claims the operator's subject", { common_name: "service.access", sub: accessSubject(ops) }],
    ["of the organization instead of the application", { type: "org" }],
  ])("%s", async (_, claims) => {
    const reply = await ask("/api/admin/me", await asserted(ops, claims));
    expect([reply.status, reply.code]).toEqual([401, "ACCESS_REQUIRED"]);
  });

  test("that nobody signed, or that the public key signed as a secret", async () => {
    const [header = "", payload = ""] = (await platform.access.mint(ops)).split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
    const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");
    const { keys }: { keys: object[] } = await platform.access.certificates().json();
    const signed = `${encode({ alg: "HS256", kid })}.${payload}`;
    for (const token of [
      `${encode({ alg: "none", kid })}.${payload}.`,
      `${encode({ alg: "none", kid })}.${payload}.AA`,
      `${signed}.${createHmac("sha256", JSON.stringify(keys[0])).update(signed).digest("base64url")}`,
    ]) {
      const reply = await ask("/api/admin/me", { "cf-access-jwt-assertion": token });
      expect([reply.status, reply.code]).toEqual([401, "ACCESS_REQUIRED"]);
    }
  });
});

describe("the admin worker serves its own host only", () => {
  test.each([
    "acme.app.localhost",
    "app.localhost",
    "localhost",
    "admin.localhost.evil.test",
    "admin.app.localhost",
    "127.0.0.1",
    "app.acme.localhost",
  ])("%s is 421, with a good assertion too", async (host) => {
    const good = await asserted(ops);
    for (const path of ["/", "/api/admin/me"]) {
      const reply = await ask(path, { ...good, host, "x-forwarded-host": adminHost });
      expect([reply.status, reply.code]).toEqual([421, "MISDIRECTED_REQUEST"]);
    }
  });

  test.each(["ADMIN.LocalHost", "admin.localhost.", "admin.localhost:8787"])("%s is its own", async (host) => {
    expect((await ask("/api/admin/me", { ...(await asserted(ops)), host })).status).toBe(200);
  });

  test("a forwarded host does not lead away from it", async () => {
    const headers = { ...(await asserted(ops)), "x-forwarded-host": "acme.app.localhost" };
    expect((await ask("/api/admin/me", headers)).status).toBe(200);
  });
});

test("an operator is who has the subject: the same address under another subject is a stranger", async () => {
  const reply = await ask("/api/admin/me", await asserted(ops, { sub: "somebody-else" }));
  expect([reply.status, reply.code]).toEqual([403, "ENROLLMENT_REQUIRED"]);
  const renamed = await ask("/api/admin/me", await asserted("new-name@gatehouse.test", { sub: accessSubject(ops) }));
  expect(renamed.status).toBe(200);
});

test("of identities that race for one token with the right address, one becomes the operator", async () => {
  const invited = await invitedOperator("support", await throughAccess(ops, platform.port));
  const subjects = Array.from({ length: 6 }, (_, index) => `racer-${index}`);
  const headers = await Promise.all(
    subjects.map(async (sub) => ({
      ...(await asserted(invited.email, { sub })),
      "x-admin-enrollment-token": invited.token,
    })),
  );
  const replies = await Promise.all(headers.map((one) => ask("/api/admin/me", one)));
  expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
  const lost = replies.filter(({ status }) => status !== 200);
  expect(lost.map(({ code }) => code)).toEqual(Array.from({ length: 5 }, () => "ENROLLMENT_REFUSED"));
  const again = await Promise.all(headers.map((one) => ask("/api/admin/me", one)));
  expect(again.map(({ status }) => status)).toEqual(replies.map(({ status }) => status));
});

test("behind Access the console is there, for those who have still to enroll too, and no shared cache keeps it", async () => {
  const stranger = await asserted("stranger@gatehouse.test");
  const page = await ask("/enroll", { ...stranger, "sec-fetch-mode": "navigate" });
  expect([page.status, page.type]).toEqual([200, expect.stringContaining("text/html")]);
  const document = await ask("/api/openapi.json", stranger);
  expect(Object.keys((JSON.parse(document.text) as { paths: object }).paths)).toContain(
    "/api/admin/tenants/{id}/suspend",
  );
});

test("when Access rotates its keys, the new one is good within seconds and the old one still is", async () => {
  const before = await asserted(ops);
  expect((await ask("/api/admin/me", before)).status).toBe(200);
  await platform.access.rotateKeys();
  const after = await asserted(ops);
  // The worker asks for keys it does not know at most every five seconds.
  await eventually(
    () => ask("/api/admin/me", after),
    ({ status }) => status === 200,
  );
  expect((await ask("/api/admin/me", before)).status).toBe(200);
});
