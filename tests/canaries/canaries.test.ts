import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localKeyRing } from "../../local/key-ring-stores.ts";
import { openSecrets, replaceEncryptionKeys } from "../../local/secrets.ts";
import { cloneStatePath } from "../../local/state-folder.ts";
import { TenantRows } from "../../src/identity/tenant-rows.ts";
import { sealWith } from "../../src/secrets/seal.ts";
import { Client, type CallOptions, type Json } from "../client.ts";
import { adminMatrix, serverMatrix } from "../isolation/route-table.ts";
import { forgetState, ownState } from "../own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "../watched-platform.ts";
import { eventually } from "../world.ts";
import { Aviary, type Straw } from "./canary.ts";
import { databaseStraws, fileStraws, WatchedClient } from "./haystack.ts";

/*
 * Secrets that can be recognized are put wherever one can be typed, stored or configured; every route is driven and
 * everything that can fail is made to. Then all that was printed, answered, stored and mailed is searched for them.
 */

const quick = { ENCRYPTION_KEYS_AGE_SECONDS: "1" };
const host = "canaries.app.localhost";
const options = { ...ownState("canaries"), vars: { auth: quick, coordinator: quick } };
const statePath = join(cloneStatePath(join(import.meta.dirname, "..", "..")), options.state);
const privateFolder = join(statePath, "private");

const aviary = new Aviary();
const lines: Straw[] = [];
const answers: Straw[] = [];
let platform: WatchedPlatform;
let sql: postgres.Sql;
let database: Straw[];
let mails: Straw[];
let files: Straw[];

function random(name: string): string {
  return `canary-${name}-${randomBytes(12).toString("hex")}`;
}

function openDatabase(): postgres.Sql {
  return postgres(platform.postgres.url("postgres"), { max: 1, onnotice: () => undefined });
}

function visitor(at = host): WatchedClient {
  return new WatchedClient(answers, platform.port, at);
}

async function operator(email = "ops@gatehouse.test"): Promise<Client> {
  // Access itself is the local platform's: what it hands out is its own business, and a canary from here on.
  const access = new Client(platform.port, "admin.localhost");
  expect((await access.post("/cdn-cgi/access/sign-in", { email })).status).toBeLessThan(400);
  for (const [name, value] of access.cookies) aviary.plant(`Access cookie ${name} of ${email}`, value);
  return new WatchedClient(answers, platform.port, "admin.localhost", access.cookies);
}

function plantSession(name: string, client: Client): void {
  for (const [cookie, value] of client.cookies) {
    const token = decodeURIComponent(value).split(".")[0] ?? "";
    const signingIn = /(sign-in\/email|invitations\/accept\/\S+) set-cookie$/;
    aviary.plant(`${cookie} of ${name}`, value, { answer: signingIn });
    aviary.plant(`session token of ${name}`, token, { answer: signingIn });
  }
}

/** An invitation's id is the link: it is told to whoever invites, shown to who has it, and rests until it is used. */
function plantInvitation(name: string, id: string): string {
  return aviary.plant(`invitation ${name}`, id, {
    answer:
      /^(POST \/api\/admin\/tenants|POST \/api\/admin\/tenants\/\S+\/invitations|POST \/api\/org\/invitations|GET \/api\/invitations\/\S+)$/,
    database: /^(invitations\.id|outbox\.payload)$/,
    mail: /./,
    file: /^database\//,
  });
}

async function newestMail(to: string, satisfied: (mail: Json) => boolean = () => true): Promise<Json> {
  const inbox = new Client(platform.port, "mail.localhost");
  const found = await eventually(
    async () => (await inbox.get(`/api/messages?to=${encodeURIComponent(to)}`)).json as Json[],
    (messages) => messages.some(satisfied),
  );
  return found.find(satisfied);
}

async function resetToken(client: Client, email: string): Promise<string> {
  const inbox = new Client(platform.port, "mail.localhost");
  const count = async (): Promise<number> =>
    (await inbox.get(`/api/messages?to=${encodeURIComponent(email)}`)).json.length;
  const before = await count();
  expect((await client.post("/api/auth/request-password-reset", { email })).status).toBe(200);
  await eventually(count, (now) => now > before);
  const token = /token=([\w-]+)/.exec((await newestMail(email)).text)?.[1] ?? "";
  return aviary.plant("reset token", token, { mail: /./ });
}

/** What the deployment is configured with. */
async function plantConfiguration(): Promise<void> {
  const secrets = await openSecrets(privateFolder);
  aviary.plant("SESSION_SECRET", secrets.sessionSecret);
  const { keys } = await localKeyRing(privateFolder).read();
  for (const [id, key] of Object.entries(keys)) aviary.plant(`ENCRYPTION_KEYS ${id}`, key);
  aviary.plant("AUDIT_SIGNING_KEY", JSON.parse(secrets.auditSigningKey).d);
  aviary.plant("the superuser's password", secrets.superuserPassword);
  for (const [role, password] of Object.entries(secrets.rolePasswords)) aviary.plant(`${role}'s password`, password);
}

interface Staged {
  readonly owner: Client;
  readonly admin: Client;
  readonly operator: Client;
  readonly ownerEmail: string;
  readonly password: string;
  readonly organizationId: string;
}

/** A tenant's life as it should go: nothing of it may leave a trace of a secret either. */
async function live(): Promise<Staged> {
  const operating = await operator();
  const ownerEmail = "owner@canaries.test";
  const created = await operating.post("/api/admin/tenants", {
    slug: "canaries",
    name: "Canaries",
    primaryAdminEmail: ownerEmail,
  });
  expect(created.status, created.text).toBe(201);
  const organizationId: string = created.json.orgId;
  const firstInvitation = plantInvitation("of the owner", created.json.invitationId);
  const firstPassword = aviary.plant("first password", random("password"));
  const owner = visitor();
  expect((await owner.get(`/api/invitations/${firstInvitation}`)).status).toBe(200);
  const acceptance = { name: "Olga Owner", password: firstPassword };
  expect((await owner.post(`/api/invitations/accept/${firstInvitation}`, acceptance)).status).toBe(200);
  plantSession("the owner, by invitation", owner);
  await owner.post(`/api/invitations/accept/${firstInvitation}`, acceptance);

  const password = aviary.plant("second password", random("password"));
  const token = await resetToken(visitor(), ownerEmail);
  expect((await visitor().post("/api/auth/reset-password", { token, newPassword: password })).status).toBe(200);
  expect((await visitor().post("/api/auth/reset-password", { token, newPassword: password })).status).toBe(410);
  await signIn("the owner", owner, ownerEmail, password);
  await plantToken("the owner", owner);

  const invited = await owner.post("/api/org/invitations", { email: "admin@canaries.test", role: "admin" });
  const admin = visitor();
  const adminPassword = aviary.plant("an admin's password", random("password"));
  const secondInvitation = plantInvitation("of an admin", invited.json.id);
  const accepted = await admin.post(`/api/invitations/accept/${secondInvitation}`, {
    name: "Ada Admin",
    password: adminPassword,
  });
  expect(accepted.status, accepted.text).toBe(200);
  plantSession("the admin", admin);

  await enrollment(operating);
  await linkAccount(organizationId);
  return { owner, admin, operator: operating, ownerEmail, password, organizationId };
}

async function signIn(name: string, client: Client, email: string, password: string): Promise<void> {
  const reply = await client.post("/api/auth/sign-in/email", { email, password });
  expect(reply.status, reply.text).toBe(200);
  plantSession(name, client);
}

async function plantToken(name: string, client: Client): Promise<string> {
  const reply = await client.get("/api/auth/token");
  expect(reply.status, reply.text).toBe(200);
  const minting = { answer: /^GET \/api\/auth\/token$/ };
  aviary.plant(`signature of the JWT of ${name}`, reply.json.token.split(".")[2], minting);
  return aviary.plant(`JWT of ${name}`, reply.json.token, minting);
}

async function enrollment(operating: Client): Promise<void> {
  const email = "second@gatehouse.test";
  const issuing = { answer: /^POST \/api\/admin\/global-admins(\/\S+\/reissue-enrollment)?$/, mail: /./ };
  const issued = await operating.post("/api/admin/global-admins", { email, role: "support" });
  expect(issued.status, issued.text).toBe(201);
  aviary.plant("enrollment token", issued.json.enrollmentToken, issuing);
  const again = await operating.post(`/api/admin/global-admins/${issued.json.id}/reissue-enrollment`);
  const token = aviary.plant("reissued enrollment token", again.json.enrollmentToken, issuing);
  const second = await operator(email);
  const invented = aviary.plant("invented enrollment token", random("enrollment"));
  for (const tried of [invented, issued.json.enrollmentToken, token, token]) {
    await second.get("/api/admin/me", { headers: { "x-admin-enrollment-token": tried } });
  }
  expect((await second.get("/api/admin/me")).status).toBe(200);
}

/** What an identity provider hands out, stored as Better Auth's adapter stores it. */
async function linkAccount(organizationId: string): Promise<void> {
  const rows = new TenantRows(organizationId, sealWith(await localKeyRing(privateFolder).read()));
  const tokens = { accessToken: random("access"), refreshToken: random("refresh"), idToken: random("id") };
  for (const [name, token] of Object.entries(tokens)) aviary.plant(`an identity provider's ${name}`, token);
  const { data } = await rows.conceal("account", tokens);
  const [user] = await sql`select id from users where organization_id = ${organizationId} limit 1`;
  await sql`
    insert into accounts (id, organization_id, user_id, provider_id, account_id, access_token, refresh_token, id_token)
    values ('acc_canaries', ${organizationId}, ${user?.["id"]}, 'oidc', 'x', ${String(data["accessToken"])},
            ${String(data["refreshToken"])}, ${String(data["idToken"])})`;
}

/** Secrets in every place of a request where none belongs, on every route, from everybody. */
async function misuse({ owner, operator: operating }: Staged): Promise<void> {
  const typed = aviary.plant("what was typed into a request", random("typed"));
  const fields = ["email", "password", "newPassword", "token", "name", "slug", "role", "reason", "appName", typed];
  const body = Object.fromEntries(fields.map((field) => [field, typed]));
  const headers = {
    authorization: `Bearer ${typed}`,
    "x-admin-enrollment-token": typed,
    "cf-access-jwt-assertion": typed,
    "idempotency-key": typed,
    "if-match": `"${typed}"`,
    "x-forwarded-host": `${typed}.app.localhost`,
    "x-request-id": typed,
  };
  const requests: CallOptions[] = [
    { body },
    { body, headers },
    { raw: `{"password":"${typed} is "odd"` },
    { raw: typed },
    { raw: JSON.stringify({ password: typed.repeat(30_000) }) },
    { body: [typed] },
    { body, headers: { "content-type": "text/plain" } },
    { body, headers: { origin: `http://${typed}.app.localhost` } },
    { body, headers: { cookie: `__Host-gatehouse.session_token=${typed}.${typed}; other=${typed}` } },
  ];
  const drive = async (client: Client, routes: typeof serverMatrix): Promise<void> => {
    for (const route of routes) {
      const path = route.path.replaceAll(/:\w+|\*/g, typed);
      const methods = route.method === "ALL" ? ["GET", "POST"] : [route.method];
      for (const method of methods) {
        for (const request of method === "GET" ? [{}, { headers }] : requests) {
          await unlessCutOff(client.call(method, `${path}?token=${typed}&email=${typed}&cursor=${typed}`, request));
        }
      }
    }
  };
  // Each comes from an address of its own, so that no limit cuts the run short.
  await drive(visitor(), serverMatrix);
  await drive(new WatchedClient(answers, platform.port, host, signedIn(owner)), withoutEndings(serverMatrix));
  await drive(new WatchedClient(answers, platform.port, "admin.localhost", operating.cookies), adminMatrix);
  // Around Access, straight to the Worker: what came with the request is all there is.
  const { port } = await platform.workers.unsafeGetDirectURL("gatehouse-admin");
  await drive(new WatchedClient(answers, platform.port, "admin.localhost", new Map(), Number(port)), adminMatrix);

  await typedByMistake(owner);
}

/** Who is told early that a body is too large may find the connection closed before all of it is sent. */
async function unlessCutOff(reply: Promise<unknown>): Promise<void> {
  await reply.catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ECONNRESET" && error.code !== "EPIPE") throw error;
  });
}

/** What would end the session that the rest is tried with. */
function withoutEndings(routes: typeof serverMatrix): typeof serverMatrix {
  return routes.filter(({ key }) => !/sign-out|revoke-all/.test(key));
}

function signedIn({ cookies }: Client): ReadonlyMap<string, string> {
  return new Map(cookies);
}

async function typedByMistake(owner: Client): Promise<void> {
  const wrong = aviary.plant("a wrong password", random("wrong"));
  const slip = aviary.plant("a password that looks like an address", `${random("slip")}@hunter.test`);
  const local = slip.slice(0, slip.indexOf("@"));
  aviary.plant("the telling part of it", local);
  for (const email of ["owner@canaries.test", "nobody@canaries.test", wrong, slip]) {
    const client = visitor();
    await client.post("/api/auth/sign-in/email", { email, password: wrong });
    await client.post("/api/auth/request-password-reset", { email });
  }
  await visitor().post("/api/auth/reset-password", { token: wrong, newPassword: `${wrong}${wrong}` });
  await owner.get(`/api/org/audit-logs?search=${encodeURIComponent(wrong)}`);
}

/** Everything that can fail, made to, with secrets in what the failure says. */
async function fail({ owner, admin, operator: operating, ownerEmail, password }: Staged): Promise<void> {
  const doors = async (): Promise<void> => {
    const client = visitor();
    await client.post("/api/auth/sign-in/email", { email: ownerEmail, password });
    if (client.cookies.size > 0) plantSession("the owner, while things fail", client);
    await visitor().post("/api/auth/request-password-reset", { email: ownerEmail });
    await visitor().post("/api/auth/reset-password", { token: password, newPassword: password });
    for (const path of ["/api/me", "/api/auth/token", "/api/org/members", "/api/sessions", "/api/org/audit-logs"]) {
      const reply = await owner.get(path);
      if (path === "/api/auth/token" && reply.status === 200) aviary.plant("JWT", reply.json.token, minted);
    }
    await operating.get("/api/admin/tenants");
    await operating.post("/api/admin/tenants", {
      slug: `c${randomBytes(6).toString("hex")}`,
      name: "More",
      primaryAdminEmail: ownerEmail,
    });
  };
  const minted = { answer: /^GET \/api\/auth\/token$/ };

  // Gatekeepers that throw, with what they were told in their message.
  const thrown = aviary.plant("what a gatekeeper was told", random("told"));
  const cookie = [...owner.cookies.values()][0] ?? "";
  for (const message of [
    `no session "${thrown}"`,
    `no session for ${decodeURIComponent(cookie)}`,
    `cookie: __Host-gatehouse.session_token=${cookie}`,
    `password=${password}`,
    `Bearer ${cookie}`,
  ]) {
    await platform.fault({ message, secret: thrown, name: `Error ${thrown}` });
    await doors();
  }
  await platform.fault(null);

  // Postgres refuses, and tells the whole row.
  for (const table of ["sessions", "accounts", "verifications", "outbox", "audit_logs", "organization_settings"]) {
    await sql.unsafe(`alter table ${table} add constraint canary check (false) not valid`);
    await doors();
    await sql.unsafe(`alter table ${table} drop constraint canary`);
  }
  // A trigger that quotes what it was given.
  const quoted = aviary.plant("what a trigger was given", random("trigger"), {
    file: /^(database\/|private\/postgres\.log$)/,
  });
  await sql.unsafe(`
    create function canary() returns trigger language plpgsql as $$
    begin raise exception 'refused "%" for (%)', '${quoted}', new using detail = '${quoted}', hint = '${quoted}'; end $$;
    create trigger canary before insert or update on sessions for each row execute function canary();
    create trigger canary before insert or update on outbox for each row execute function canary()`);
  await doors();
  await admin.post("/api/auth/sign-out");
  await eventually(
    async () => lines,
    (printed) => printed.some(({ text }) => text.includes("effect.refused")),
  );
  await sql.unsafe(`drop function canary cascade`);

  // Mail is refused, with the whole letter in the answer.
  const inbox = { ...platform.mail };
  const refused: string[] = [];
  Object.assign(platform.mail, {
    deliver: async (message: unknown) => {
      refused.push(JSON.stringify(message));
      return Response.json({ code: "E_REFUSED", message: `refused: ${JSON.stringify(message)}` }, { status: 400 });
    },
  });
  expect((await visitor().post("/api/auth/request-password-reset", { email: "admin@canaries.test" })).status).toBe(200);
  await doors();
  const issued = await operating.post("/api/admin/global-admins", { email: "third@gatehouse.test", role: "support" });
  aviary.plant("enrollment token of a mail that was refused", issued.json.enrollmentToken, {
    answer: /^POST \/api\/admin\/global-admins$/,
  });
  await eventually(
    async () => refused,
    (letters) => letters.some((letter) => letter.includes("reset-password")),
  );
  for (const letter of refused) {
    const token = /reset-password\?token=([\w-]{20,})/.exec(letter)?.[1];
    if (token !== undefined) aviary.plant("reset token of a mail that was refused", token, { mail: /./ });
  }
  Object.assign(platform.mail, inbox);

  await sql.end();
  await platform.postgres.stop();
  await doors();
  await visitor("unknown.app.localhost").get("/api/tenancy/current");
  await platform.postgres.start();
  sql = openDatabase();

  // A ring that is none.
  const ring = await readFile(join(privateFolder, "secrets.json"), "utf8").then(
    (text) => JSON.parse(text).encryptionKeys,
  );
  const notAKey = aviary.plant("a key that is none", random("key"));
  await replaceEncryptionKeys(privateFolder, JSON.stringify({ current: "k1", keys: { k1: notAKey } }));
  await new Promise((done) => setTimeout(done, 1_200));
  await doors();
  await replaceEncryptionKeys(privateFolder, ring);
}

beforeAll(async () => {
  platform = await startWatchedPlatform({
    ...options,
    report: (line) => void lines.push({ spot: `line ${lines.length + 1}`, text: line }),
  });
  sql = openDatabase();
  await plantConfiguration();
  const staged = await live();
  await misuse(staged);
  await fail(staged);
  database = await databaseStraws(sql);
  mails = platform.mail.list().map((mail, index) => ({ spot: `mail ${index}`, text: JSON.stringify(mail) }));
  await sql.end();
  await platform.stop();
  // Where secrets belong: what the deployment is configured with, Access' own keys, and the inbox.
  files = (await fileStraws(statePath)).filter(
    ({ spot }) => !/^private\/(secrets\.json|access\S*|mail\.jsonl)$/.test(spot),
  );
}, 300_000);
afterAll(() => forgetState(options));

describe("no secret is found where it does not belong", () => {
  test("in no line that any Worker, gatekeeper or the platform has printed", () => {
    expect(aviary.strays("log", lines)).toEqual([]);
  });

  test("in no answer, neither body nor header", () => {
    expect(aviary.strays("answer", answers)).toEqual([]);
  });

  test("in no column of no table", () => {
    expect(aviary.strays("database", database)).toEqual([]);
  });

  test("in no mail but the one it was sent with", () => {
    expect(aviary.strays("mail", mails)).toEqual([]);
  });

  test("in no file: gatekeepers' storage, KV, caches, the database's own files and its log", () => {
    expect(aviary.strays("file", files)).toEqual([]);
  });
});

describe("the search is worth something", () => {
  test("it had canaries to look for, and places to look in", () => {
    expect(aviary.canaries.length).toBeGreaterThan(50);
    expect(answers.length).toBeGreaterThan(1_000);
    expect(database.length).toBeGreaterThan(100);
    for (const part of ["private/cloudflare/", "database/base/", "private/postgres.log"]) {
      expect(
        files.some(({ spot }) => spot.includes(part)),
        part,
      ).toBe(true);
    }
  });

  test("everything that was made to fail has failed, and was logged", () => {
    const logged = new Set(lines.map(({ text }) => /"failure":"([a-z._]+)"/.exec(text)?.[1]));
    for (const failure of [
      "request.failed",
      "ceremony.failed",
      "ceremony.follow_up_failed",
      "ceremony.database_unavailable",
      "gatekeeper.unanswered",
      "outbox.not_delivered",
      "effect.refused",
      "mail.refused",
    ]) {
      expect(logged, failure).toContain(failure);
    }
  });

  test("what is no secret is found in each of the places by the same search", () => {
    const control = new Aviary();
    control.plant("the owner's address", "owner@canaries.test");
    const expected = { answer: answers, database, mail: mails, file: files };
    for (const [place, straws] of Object.entries(expected)) {
      expect(control.strays(place as keyof typeof expected, straws), place).not.toEqual([]);
    }
    control.plant("what fails here", "gatekeeper.unanswered");
    expect(control.strays("log", lines)).not.toEqual([]);
  });
});
