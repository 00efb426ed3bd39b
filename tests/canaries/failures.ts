import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { replaceEncryptionKeys } from "../../local/secrets.ts";
import { eventually } from "../world.ts";
import { plantSession, type Staged } from "./life.ts";
import { openDatabase, random, type Stage } from "./stage.ts";

/** Everything that can fail, made to, with secrets in what the failure says. */
export async function fail(
  stage: Stage,
  { owner, admin, operator: operating, ownerEmail, password }: Staged,
): Promise<void> {
  const doors = async (): Promise<void> => {
    const client = stage.visitor();
    await client.post("/api/auth/sign-in/email", { email: ownerEmail, password });
    if (client.cookies.size > 0) plantSession(stage, "the owner, while things fail", client);
    await stage.visitor().post("/api/auth/request-password-reset", { email: ownerEmail });
    await stage.visitor().post("/api/auth/reset-password", { token: password, newPassword: password });
    for (const path of ["/api/me", "/api/auth/token", "/api/org/members", "/api/sessions", "/api/org/audit-logs"]) {
      const reply = await owner.get(path);
      if (path === "/api/auth/token" && reply.status === 200) stage.aviary.plant("JWT", reply.json.token, minted);
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
  const thrown = stage.aviary.plant("what a gatekeeper was told", random("told"));
  const cookie = [...owner.cookies.values()][0] ?? "";
  for (const message of [
    `no session "${thrown}"`,
    `no session for ${decodeURIComponent(cookie)}`,
    `cookie: __Host-gatehouse.session_token=${cookie}`,
    `password=${password}`,
    `Bearer ${cookie}`,
  ]) {
    await stage.platform.fault({ message, secret: thrown, name: `Error ${thrown}` });
    await doors();
  }
  await stage.platform.fault(null);

  // Postgres refuses, and tells the whole row.
  for (const table of ["sessions", "accounts", "verifications", "outbox", "audit_logs", "organization_settings"]) {
    await stage.sql.unsafe(`alter table ${table} add constraint canary check (false) not valid`);
    await doors();
    await stage.sql.unsafe(`alter table ${table} drop constraint canary`);
  }
  // A trigger that quotes what it was given.
  const quoted = stage.aviary.plant("what a trigger was given", random("trigger"), {
    file: /^(database\/|private\/postgres\.log$)/,
  });
  await stage.sql.unsafe(`
    create function canary() returns trigger language plpgsql as $$
    begin raise exception 'refused "%" for (%)', '${quoted}', new using detail = '${quoted}', hint = '${quoted}'; end $$;
    create trigger canary before insert or update on sessions for each row execute function canary();
    create trigger canary before insert or update on outbox for each row execute function canary()`);
  await doors();
  await admin.post("/api/auth/sign-out");
  await eventually(
    async () => stage.lines,
    (printed) => printed.some(({ text }) => text.includes("effect.refused")),
  );
  await stage.sql.unsafe(`drop function canary cascade`);

  // Mail is refused, with the whole letter in the answer.
  const inbox = { ...stage.platform.mail };
  const refused: string[] = [];
  Object.assign(stage.platform.mail, {
    deliver: async (message: unknown) => {
      refused.push(JSON.stringify(message));
      return Response.json({ code: "E_REFUSED", message: `refused: ${JSON.stringify(message)}` }, { status: 400 });
    },
  });
  expect(
    (await stage.visitor().post("/api/auth/request-password-reset", { email: "admin@canaries.test" })).status,
  ).toBe(200);
  await doors();
  const issued = await operating.post("/api/admin/global-admins", { email: "third@gatehouse.test", role: "support" });
  stage.aviary.plant("enrollment token of a mail that was refused", issued.json.enrollmentToken, {
    answer: /^POST \/api\/admin\/global-admins$/,
  });
  await eventually(
    async () => refused,
    (letters) => letters.some((letter) => letter.includes("reset-password")),
  );
  for (const letter of refused) {
    const token = /reset-password\?token=([\w-]{20,})/.exec(letter)?.[1];
    if (token !== undefined) stage.aviary.plant("reset token of a mail that was refused", token, { mail: /./ });
  }
  Object.assign(stage.platform.mail, inbox);

  await stage.sql.end();
  await stage.platform.postgres.stop();
  await doors();
  await stage.visitor("unknown.app.localhost").get("/api/tenancy/current");
  await stage.platform.postgres.start();
  stage.sql = openDatabase(stage.platform);

  // A ring that is none.
  const ring = await readFile(join(stage.privateFolder, "secrets.json"), "utf8").then(
    (text) => JSON.parse(text).encryptionKeys,
  );
  const notAKey = stage.aviary.plant("a key that is none", random("key"));
  await replaceEncryptionKeys(stage.privateFolder, JSON.stringify({ current: "k1", keys: { k1: notAKey } }));
  await new Promise((done) => setTimeout(done, 1_200));
  await doors();
  await replaceEncryptionKeys(stage.privateFolder, ring);
}
