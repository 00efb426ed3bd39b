import { expect } from "vitest";
import { localKeyRing } from "../../local/key-ring-stores.ts";
import { openSecrets } from "../../local/secrets.ts";
import { TenantRows } from "../../src/identity/tenant-rows.ts";
import { sealWith } from "../../src/secrets/seal.ts";
import { placeOf, sealedColumns } from "../../src/secrets/sealed-columns.ts";
import { tenantSecret } from "../../src/sessions/cookie.ts";
import { Client, type Json } from "../client.ts";
import { eventually } from "../world.ts";
import { random, type Stage } from "./stage.ts";

/** Who lives in the tenant, and what of it the rest needs. */
export interface Staged {
  readonly owner: Client;
  readonly admin: Client;
  readonly operator: Client;
  readonly ownerEmail: string;
  readonly password: string;
  readonly organizationId: string;
}

/** A tenant's life as it should go: nothing of it may leave a trace of a secret either. */
export async function live(stage: Stage): Promise<Staged> {
  const operating = await stage.operator();
  const ownerEmail = "owner@canaries.test";
  const created = await operating.post("/api/admin/tenants", {
    slug: "canaries",
    name: "Canaries",
    primaryAdminEmail: ownerEmail,
  });
  expect(created.status, created.text).toBe(201);
  const organizationId: string = created.json.orgId;
  const firstInvitation = plantInvitation(stage, "of the owner", created.json.invitationId);
  const firstPassword = stage.aviary.plant("first password", random("password"));
  const owner = stage.visitor();
  expect((await owner.get(`/api/invitations/${firstInvitation}`)).status).toBe(200);
  const acceptance = { name: "Olga Owner", password: firstPassword };
  expect((await owner.post(`/api/invitations/accept/${firstInvitation}`, acceptance)).status).toBe(200);
  plantSession(stage, "the owner, by invitation", owner);
  await owner.post(`/api/invitations/accept/${firstInvitation}`, acceptance);

  const password = stage.aviary.plant("second password", random("password"));
  const token = await resetToken(stage, stage.visitor(), ownerEmail);
  expect((await stage.visitor().post("/api/auth/reset-password", { token, newPassword: password })).status).toBe(200);
  expect((await stage.visitor().post("/api/auth/reset-password", { token, newPassword: password })).status).toBe(410);
  await signIn(stage, "the owner", owner, ownerEmail, password);
  await plantToken(stage, "the owner", owner);

  const invited = await owner.post("/api/org/invitations", { email: "admin@canaries.test", role: "admin" });
  const admin = stage.visitor();
  const adminPassword = stage.aviary.plant("an admin's password", random("password"));
  const secondInvitation = plantInvitation(stage, "of an admin", invited.json.id);
  const accepted = await admin.post(`/api/invitations/accept/${secondInvitation}`, {
    name: "Ada Admin",
    password: adminPassword,
  });
  expect(accepted.status, accepted.text).toBe(200);
  plantSession(stage, "the admin", admin);

  await plantKeys(stage, organizationId);
  await enrollment(stage, operating);
  await linkAccount(stage, organizationId);
  return { owner, admin, operator: operating, ownerEmail, password, organizationId };
}

export function plantSession(stage: Stage, name: string, client: Client): void {
  for (const [cookie, value] of client.cookies) {
    const token = decodeURIComponent(value).split(".")[0] ?? "";
    const signingIn = /(sign-in\/(email|recovery)|invitations\/accept\/\S+|sso\/callback\/\S+) set-cookie$/;
    stage.aviary.plant(`${cookie} of ${name}`, value, { answer: signingIn });
    stage.aviary.plant(`session token of ${name}`, token, { answer: signingIn });
  }
}

/** An invitation's id is the link: it is told to whoever invites, shown to who has it, and rests until it is used. */
function plantInvitation(stage: Stage, name: string, id: string): string {
  return stage.aviary.plant(`invitation ${name}`, id, {
    answer:
      /^(POST \/api\/admin\/tenants|POST \/api\/admin\/tenants\/\S+\/invitations|POST \/api\/org\/invitations|GET \/api\/invitations\/\S+)$/,
    database: /^(invitations\.id|outbox\.payload)$/,
    mail: /./,
    file: /^database\//,
  });
}

async function signIn(stage: Stage, name: string, client: Client, email: string, password: string): Promise<void> {
  const reply = await client.post("/api/auth/sign-in/email", { email, password });
  expect(reply.status, reply.text).toBe(200);
  plantSession(stage, name, client);
}

async function plantToken(stage: Stage, name: string, client: Client): Promise<string> {
  const reply = await client.get("/api/auth/token");
  expect(reply.status, reply.text).toBe(200);
  const minting = { answer: /^GET \/api\/auth\/token$/ };
  stage.aviary.plant(`signature of the JWT of ${name}`, reply.json.token.split(".")[2], minting);
  return stage.aviary.plant(`JWT of ${name}`, reply.json.token, minting);
}

async function newestMail(stage: Stage, to: string, satisfied: (mail: Json) => boolean = () => true): Promise<Json> {
  const inbox = new Client(stage.platform.port, "mail.localhost");
  const found = await eventually(
    async () => (await inbox.get(`/api/messages?to=${encodeURIComponent(to)}`)).json as Json[],
    (messages) => messages.some(satisfied),
  );
  return found.find(satisfied);
}

async function resetToken(stage: Stage, client: Client, email: string): Promise<string> {
  const inbox = new Client(stage.platform.port, "mail.localhost");
  const count = async (): Promise<number> =>
    (await inbox.get(`/api/messages?to=${encodeURIComponent(email)}`)).json.length;
  const before = await count();
  expect((await client.post("/api/auth/request-password-reset", { email })).status).toBe(200);
  await eventually(count, (now) => now > before);
  const token = /token=([\w-]+)/.exec((await newestMail(stage, email)).text)?.[1] ?? "";
  return stage.aviary.plant("reset token", token, { mail: /./ });
}

async function enrollment(stage: Stage, operating: Client): Promise<void> {
  const email = "second@gatehouse.test";
  const issuing = { answer: /^POST \/api\/admin\/global-admins(\/\S+\/reissue-enrollment)?$/, mail: /./ };
  const issued = await operating.post("/api/admin/global-admins", { email, role: "support" });
  expect(issued.status, issued.text).toBe(201);
  stage.aviary.plant("enrollment token", issued.json.enrollmentToken, issuing);
  const again = await operating.post(`/api/admin/global-admins/${issued.json.id}/reissue-enrollment`);
  const token = stage.aviary.plant("reissued enrollment token", again.json.enrollmentToken, issuing);
  const second = await stage.operator(email);
  const invented = stage.aviary.plant("invented enrollment token", random("enrollment"));
  for (const tried of [invented, issued.json.enrollmentToken, token, token]) {
    await second.get("/api/admin/me", { headers: { "x-admin-enrollment-token": tried } });
  }
  expect((await second.get("/api/admin/me")).status).toBe(200);
}

/** What the platform makes for itself: the keys that sign JWTs, and the one that signs this tenant's cookies. */
async function plantKeys({ aviary, sql, privateFolder }: Stage, organizationId: string): Promise<void> {
  const seal = sealWith(await localKeyRing(privateFolder).read());
  for (const { kid, private_key: sealed } of await sql`select kid, private_key from signing_keys`) {
    const { d } = JSON.parse(await seal.open(sealed, placeOf(sealedColumns.signingKey, kid)));
    aviary.plant(`signing key ${kid}`, d);
  }
  const { sessionSecret } = await openSecrets(privateFolder);
  aviary.plant("the key of the tenant's cookies", await tenantSecret(sessionSecret, organizationId));
}

/** What an identity provider hands out, stored as Better Auth's adapter stores it. */
async function linkAccount(stage: Stage, organizationId: string): Promise<void> {
  const rows = new TenantRows(organizationId, sealWith(await localKeyRing(stage.privateFolder).read()));
  const tokens = { accessToken: random("access"), refreshToken: random("refresh"), idToken: random("id") };
  for (const [name, token] of Object.entries(tokens)) stage.aviary.plant(`an identity provider's ${name}`, token);
  const { data } = await rows.conceal("account", tokens);
  const [user] = await stage.sql`select id from users where organization_id = ${organizationId} limit 1`;
  await stage.sql`
    insert into accounts (id, organization_id, user_id, provider_id, account_id, access_token, refresh_token, id_token)
    values ('acc_canaries', ${organizationId}, ${user?.["id"]}, 'oidc', 'x', ${String(data["accessToken"])},
            ${String(data["refreshToken"])}, ${String(data["idToken"])})`;
}
