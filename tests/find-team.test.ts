import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Json, Reply } from "./client.ts";
import { look, setCloudflare } from "./hostname-proof.ts";
import { serve } from "./hostname-service.ts";
import { afterLooks, choosePrimary, newAskingTenant } from "./hostname-world.ts";
import { asSuperuser } from "./platform.ts";
import {
  auditWith,
  mailTo,
  newMember,
  newTenant,
  operator,
  tenantHost,
  uniqueSlug,
  visitor,
  type Tenant,
} from "./world.ts";

const apex = "app.localhost";
const path = "/api/teams/find";

let one: Tenant;
let two: Tenant;
beforeAll(async () => {
  [one, two] = [await newTenant("finda"), await newTenant("findb")];
});
afterAll(afterLooks);

async function ask(email: string): Promise<Reply> {
  return (await visitor(apex)).post(path, { email });
}

function unknownAddress(): string {
  return `${uniqueSlug("nobody")}@nowhere.test`;
}

const aboutTeams = (mail: Json) => /^Your teams?'/.test(mail.subject);

async function mailsTo(email: string): Promise<Json[]> {
  const inbox = await visitor("mail.localhost");
  const { json } = await inbox.get(`/api/messages?to=${encodeURIComponent(email)}`);
  return (json as Json[]).filter(aboutTeams);
}

function linksIn(mail: Json): string[] {
  return [...(mail.text as string).matchAll(/^http\S+$/gm)].map(([link]) => link).toSorted();
}

function loginPage(host: string, email: string): string {
  return `http://${host}:${one.owner.port}/login?email=${encodeURIComponent(email)}`;
}

/** All of an answer but what names or dates it. */
function shapeOf({ status, headers, text }: Reply) {
  const passing = new Set(["date", "x-request-id"]);
  return { status, text, headers: [...headers].filter(([name]) => !passing.has(name)) };
}

describe("somebody who has forgotten where they sign in", () => {
  test("is mailed the login page of their team, with their address in it", async () => {
    const { email } = await newMember(one, "member", `max+${uniqueSlug("f")}@people.test`);
    const reply = await ask(`  ${email.toUpperCase()} `);
    expect([reply.status, reply.text]).toEqual([200, '{"status":true}']);
    const mail = await mailTo(email, aboutTeams);
    expect(linksIn(mail)).toEqual([loginPage(one.host, email)]);
  });

  test("is mailed all of their teams at once", async () => {
    const email = `${uniqueSlug("both")}@people.test`;
    await newMember(one, "member", email);
    await newMember(two, "admin", email);
    await ask(email);
    expect(linksIn(await mailTo(email, aboutTeams))).toEqual(
      [one.host, two.host].map((host) => loginPage(host, email)),
    );
    expect(await mailsTo(email)).toHaveLength(1);
  });

  test("is not led to a suspended team, nor to one they were removed from", async () => {
    const suspended = await newTenant("findc");
    const email = `${uniqueSlug("former")}@people.test`;
    await newMember(suspended, "member", email);
    const removed = await newMember(two, "member", email);
    await newMember(one, "member", email);
    expect((await two.owner.delete(`/api/org/members/${removed.id}`)).status).toBe(204);
    const root = await operator();
    expect((await root.post(`/api/admin/tenants/${suspended.id}/suspend`, { reason: "Unpaid" })).status).toBe(200);
    // The removal reaches Postgres with its effect.
    await auditWith(two.owner, "member.removed");
    await ask(email);
    expect(linksIn(await mailTo(email, aboutTeams))).toEqual([loginPage(one.host, email)]);
  });

  test("is led to the host that the team has chosen, for as long as that is in service", async () => {
    const chosen = await newAskingTenant("findd");
    const hostname = await serve(chosen);
    await choosePrimary(chosen, hostname);
    const { email } = await newMember(chosen);
    await ask(email);
    expect(linksIn(await mailTo(email, aboutTeams))).toEqual([loginPage(hostname.hostname, email)]);
    await setCloudflare(hostname.hostname, { sslStatus: "pending_validation" });
    expect((await look(chosen.owner, hostname)).lifecycleStatus).toBe("pending_cloudflare");
    const other = await newMember(chosen);
    await ask(other.email);
    expect(linksIn(await mailTo(other.email, aboutTeams))).toEqual([loginPage(chosen.host, other.email)]);
  });
});

describe("whoever asks for somebody else's address", () => {
  test("gets one answer, byte for byte, whether or not it is known", async () => {
    const { email } = await newMember(one);
    const unknown = unknownAddress();
    const [known, other] = [await ask(email), await ask(unknown)];
    expect(shapeOf(other)).toEqual(shapeOf(known));
    await mailTo(email, aboutTeams);
    expect(await mailsTo(unknown)).toEqual([]);
  });

  test("is answered before anything is looked up, so that time tells nothing", async () => {
    const { email } = await newMember(one);
    await asSuperuser((sql) =>
      sql.begin(async (held) => {
        // No look-up comes past this lock; the answers do.
        await held`lock table members in access exclusive mode`;
        const replies = [await ask(email), await ask(unknownAddress())];
        expect(replies.map(({ status }) => status)).toEqual([200, 200]);
        expect(await mailsTo(email)).toEqual([]);
      }),
    );
    await mailTo(email, aboutTeams);
  });

  test("is told the same when they have asked too often, known or not, and however it is written", async () => {
    const { email } = await newMember(one);
    const refusals = [];
    for (const address of [email, unknownAddress()]) {
      for (let count = 0; count < 5; count += 1) expect((await ask(address)).status).toBe(200);
      const refused = await ask(address.toUpperCase());
      expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(60);
      refusals.push([refused.status, refused.json.code, refused.json.detail]);
    }
    expect(refusals[0]?.slice(0, 2)).toEqual([429, "RATE_LIMITED"]);
    expect(refusals[1]).toEqual(refusals[0]);
  });

  test("asks thirty times an hour from one network, and others go on", async () => {
    const sprayer = await visitor(apex);
    const statuses = [];
    for (let count = 0; count < 31; count += 1) {
      statuses.push((await sprayer.post(path, { email: unknownAddress() })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 30 }, () => 200), 429]);
    expect((await ask(unknownAddress())).status).toBe(200);
  });
});

describe("the question", () => {
  test("is taken from the apex's own page alone, and what is refused is not counted", async () => {
    const email = unknownAddress();
    const elsewhere = [one.owner.origin, "null", null, "http://app.localhost.evil.test"];
    for (let round = 0; round < 2; round += 1) {
      for (const origin of elsewhere) {
        const refused = await (await visitor(apex)).post(path, { email }, { headers: { origin } });
        expect([refused.status, refused.json.code], String(origin)).toEqual([403, "ORIGIN_REFUSED"]);
      }
    }
    const form = { headers: { "content-type": "text/plain" } };
    expect((await (await visitor(apex)).post(path, { email }, form)).json.code).toBe("ORIGIN_REFUSED");
    expect((await ask(email)).status).toBe(200);
  });

  test("is nobody's at a tenant's host", async () => {
    const reply = await one.owner.post(path, { email: one.ownerEmail });
    expect([reply.status, reply.json.code]).toEqual([404, "NOT_FOUND"]);
    expect(await mailsTo(one.ownerEmail)).toEqual([]);
  });

  test("needs an address and nothing else", async () => {
    const client = await visitor(apex);
    for (const body of [{}, { email: "nobody" }, { email: "a@b.test", organizationId: two.id }]) {
      expect((await client.post(path, body)).json.code).toBe("INVALID_REQUEST");
    }
  });

  test("leads to no host but the team's, whatever the request says of itself", async () => {
    const { email } = await newMember(one);
    const headers = { "x-forwarded-host": "evil.test", forwarded: "host=evil.test" };
    expect((await (await visitor(apex)).post(path, { email }, { headers })).status).toBe(200);
    expect(linksIn(await mailTo(email, aboutTeams))).toEqual([loginPage(tenantHost(one.slug), email)]);
  });
});
