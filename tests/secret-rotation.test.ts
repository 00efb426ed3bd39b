import { randomBytes } from "node:crypto";
import { join } from "node:path";
import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { localKeyRing } from "../local/key-ring-stores.ts";
import { startPlatform, type Platform } from "../local/platform.ts";
import { replaceEncryptionKeys } from "../local/secrets.ts";
import { cloneStatePath } from "../local/state-folder.ts";
import { reseal, type Inventory } from "../migrations/reseal.ts";
import { rotate, type KeyRingStore, type Rotation } from "../migrations/rotate.ts";
import type { KeyRingDocument } from "../src/secrets/key-ring.ts";
import { sealingKeyOf, sealWith } from "../src/secrets/seal.ts";
import { placeOf, sealedColumns } from "../src/secrets/sealed-columns.ts";
import { Client, type Json } from "./client.ts";
import { forgetState, ownState } from "./own-state.ts";
import { eventually, password } from "./world.ts";

/** Isolates of this platform read the ring again every second instead of every minute. */
const quick = { ENCRYPTION_KEYS_AGE_SECONDS: "1" };
const options = {
  ...ownState("rotation"),
  vars: { auth: quick, coordinator: quick },
  report: (line: string) => void lines.push(line),
};

const privateFolder = join(cloneStatePath(join(import.meta.dirname, "..")), options.state, "private");
const lines: string[] = [];

let platform: Platform;
let store: KeyRingStore;
let sql: postgres.Sql;
beforeAll(async () => {
  platform = await startPlatform(options);
  store = localKeyRing(privateFolder);
  sql = postgres(platform.postgres.url("postgres"), { max: 4, onnotice: () => undefined });
});
afterAll(async () => {
  await sql.end();
  await platform.stop();
  await forgetState(options);
});

/** More than the second after which an isolate reads the ring again. */
const settled = () => new Promise<void>((done) => setTimeout(done, 1_500));

function rotation(parts: Partial<Rotation> = {}): Rotation {
  return {
    store,
    databaseUrl: platform.postgres.url("gatehouse_sealer"),
    settle: async () => undefined,
    random: () => randomBytes(32),
    say: () => undefined,
    ...parts,
  };
}

function visitor(host = "acme.app.localhost"): Client {
  return new Client(platform.port, host);
}

async function owner(secret = password): Promise<Client> {
  const client = visitor();
  const reply = await client.post("/api/auth/sign-in/email", { email: "owner@acme.test", password: secret });
  expect(reply.status, reply.text).toBe(200);
  return client;
}

async function tokenOf(client: Client): Promise<string> {
  const reply = await client.get("/api/auth/token");
  expect(reply.status, reply.text).toBe(200);
  return reply.json.token;
}

async function expectAdmitted(token: string): Promise<void> {
  const reply = await visitor().get("/api/me", { headers: { authorization: `Bearer ${token}` } });
  expect(reply.status, reply.text).toBe(200);
}

/** Asks for a reset link and follows it when it comes, as somebody whose sessions this test does not need. */
async function resetPassword(): Promise<void> {
  const [client, email] = [visitor("globex.app.localhost"), "owner@globex.test"];
  const inbox = visitor("mail.localhost");
  const mails = async (): Promise<Json[]> => (await inbox.get(`/api/messages?to=${encodeURIComponent(email)}`)).json;
  const known = (await mails()).length;
  expect((await client.post("/api/auth/request-password-reset", { email })).status).toBe(200);
  const [newest] = await eventually(mails, (found) => found.length > known);
  const token = /token=([\w-]+)/.exec(newest.text)?.[1];
  const reply = await client.post("/api/auth/reset-password", { token, newPassword: password });
  expect(reply.status, reply.text).toBe(200);
}

async function organizationId(slug: string): Promise<string> {
  const [row] = await sql`select id from organizations where slug = ${slug}`;
  return row?.["id"];
}

/** An account linked to an identity provider, whose tokens rest sealed. */
async function linkedAccount(slug: string, tokens: { accessToken: string; idToken?: string }): Promise<string> {
  const seal = sealWith(await store.read());
  const organization = await organizationId(slug);
  const [user] = await sql`select id from users where organization_id = ${organization} limit 1`;
  const id = `acc_${randomBytes(12).toString("hex")}`;
  const accessToken = await seal.seal(tokens.accessToken, placeOf(sealedColumns.accessToken, organization));
  const idToken =
    tokens.idToken === undefined ? null : await seal.seal(tokens.idToken, placeOf(sealedColumns.idToken, organization));
  await sql`
    insert into accounts (id, organization_id, user_id, provider_id, account_id, access_token, id_token)
    values (${id}, ${organization}, ${user?.["id"]}, 'oidc', ${id}, ${accessToken}, ${idToken})`;
  return id;
}

async function sealedAccessToken(id: string): Promise<string> {
  const [row] = await sql`select access_token from accounts where id = ${id}`;
  return row?.["access_token"];
}

/** Every sealed text of the database, with the place it was sealed for. */
async function everythingSealed(): Promise<{ sealed: string; place: string }[]> {
  const texts: { sealed: string; place: string }[] = [];
  for (const column of Object.values(sealedColumns)) {
    const { table, column: name, member, primaryKey } = column;
    const ownerColumn = column.owner === "tenant" ? "organization_id" : primaryKey;
    const text = member === null ? sql`${sql(name)}` : sql`${sql(name)} ->> ${member as string}`;
    for (const row of await sql`select ${text} as sealed, ${sql(ownerColumn)} as owner from ${sql(table)}`) {
      if (row["sealed"] !== null) texts.push({ sealed: row["sealed"], place: placeOf(column, row["owner"]) });
    }
  }
  return texts;
}

async function expectEverythingOpensWith(ring: KeyRingDocument): Promise<number> {
  const texts = await everythingSealed();
  for (const { sealed, place } of texts) {
    expect(sealingKeyOf(sealed)).toBe(ring.current);
    expect(await sealWith(ring).open(sealed, place)).toBeTruthy();
  }
  return texts.length;
}

async function resealed(ring: KeyRingDocument): Promise<Inventory> {
  const own = postgres(platform.postgres.url("gatehouse_sealer"), { max: 1 });
  const connection = await own.reserve();
  try {
    return await reseal(connection, ring);
  } finally {
    connection.release();
    await own.end();
  }
}

describe("rotating the keys", () => {
  test("people sign in, tokens are minted and reset mails arrive at every step, and afterwards the old key opens nothing", async () => {
    const before = await store.read();
    const early = await tokenOf(await owner());
    await resetPassword();
    const linked = await linkedAccount("globex", { accessToken: "of-globex", idToken: "id-of-globex" });
    const waiting = await sealWith(before).seal(
      "waits",
      placeOf(sealedColumns.resetToken, await organizationId("acme")),
    );
    const waitingPayload = { userId: "usr_nobody", host: "acme.app.localhost", sealedToken: waiting };
    await sql`
      insert into outbox (organization_id, kind, payload, available_at)
      values (${await organizationId("acme")}, 'mail.password-reset', ${sql.json(waitingPayload)}, now() + interval '1 day')`;

    const rings: KeyRingDocument[] = [];
    const goesOn = async (): Promise<void> => {
      await settled();
      rings.push(await store.read());
      await expectAdmitted(early);
      await expectAdmitted(await tokenOf(await owner()));
      await resetPassword();
    };
    const said: string[] = [];
    await rotate(rotation({ settle: goesOn, say: (line) => said.push(line) }));
    await goesOn();

    expect(rings.map(({ current, keys }) => [current, Object.keys(keys)])).toEqual([
      ["k1", ["k1", "k2"]],
      ["k2", ["k1", "k2"]],
      ["k2", ["k2"]],
    ]);
    const after = await store.read();
    expect(await expectEverythingOpensWith(after)).toBeGreaterThan(5);
    const [first] = Object.values(before.keys);
    const [second] = Object.values(after.keys);
    for (const key of [first, second]) expect(said.join("\n")).not.toContain(key);
    const globex = await organizationId("globex");
    const opened = await sealWith(after).open(
      await sealedAccessToken(linked),
      placeOf(sealedColumns.accessToken, globex),
    );
    expect(opened).toBe("of-globex");
  });

  test("Workers that have never had the old key open and seal all there is", async () => {
    await rotate(rotation());
    await platform.stop();
    platform = await startPlatform(options);
    await sql.end();
    sql = postgres(platform.postgres.url("postgres"), { max: 4, onnotice: () => undefined });
    await expectAdmitted(await tokenOf(await owner()));
    await resetPassword();
    await expectEverythingOpensWith(await store.read());
  });

  test("what was interrupted anywhere is finished by the next run, and nothing is lost on the way", async () => {
    const crash = new Error("the machine went down");
    for (const crashAt of ["write 1", "after write 1", "settle 1", "write 2", "after write 2", "settle 2", "write 3"]) {
      const [act, count] = [crashAt.replace(/ \d/, ""), Number(crashAt.at(-1))];
      const id = await linkedAccount("acme", { accessToken: crashAt });
      const { current } = await store.read();
      let [writes, settles] = [0, 0];
      const fragile = rotation({
        store: {
          read: () => store.read(),
          async write(ring) {
            writes += 1;
            if (act === "write" && writes === count) throw crash;
            await store.write(ring);
            if (act === "after write" && writes === count) throw crash;
          },
        },
        async settle() {
          settles += 1;
          if (act === "settle" && settles === count) throw crash;
        },
      });
      await expect(rotate(fragile), crashAt).rejects.toBe(crash);
      await rotate(rotation());
      const ring = await store.read();
      expect([ring.current === current, Object.keys(ring.keys)], crashAt).toEqual([false, [ring.current]]);
      const place = placeOf(sealedColumns.accessToken, await organizationId("acme"));
      expect(await sealWith(ring).open(await sealedAccessToken(id), place)).toBe(crashAt);
      await expectEverythingOpensWith(ring);
    }
  });

  test("a second run at the same time refuses and changes nothing", async () => {
    let second: unknown;
    let ring: KeyRingDocument | undefined;
    await rotate(
      rotation({
        async settle() {
          ring ??= await store.read();
          second ??= await rotate(rotation()).catch((error: unknown) => error);
        },
      }),
    );
    expect(String(second)).toContain("being rotated already");
    expect(Object.keys((await store.read()).keys)).toEqual([Object.keys(ring?.keys ?? {}).at(-1)]);
  });

  test("does not go on when somebody else has changed the ring", async () => {
    const meddled = rotation({
      async settle() {
        const ring = await store.read();
        await store.write({ ...ring, keys: { ...ring.keys, k900: randomBytes(32).toString("base64") } });
      },
    });
    await expect(rotate(meddled)).rejects.toThrow("Somebody else has changed the key ring");
    await rotate(rotation());
    await expectEverythingOpensWith(await store.read());
  });
});

describe("while there is no ring to be had", () => {
  test("people sign in and tokens are minted; a link that cannot be sealed is not mailed, and the next one is", async () => {
    const email = "owner@acme.test";
    const inbox = visitor("mail.localhost");
    const mails = async (): Promise<number> =>
      (await inbox.get(`/api/messages?to=${encodeURIComponent(email)}`)).json.length;
    const askForLink = async (): Promise<void> => {
      expect((await visitor().post("/api/auth/request-password-reset", { email })).status).toBe(200);
    };
    // Who has a linked account cannot sign in either: Better Auth reads all accounts of a person, and opens them.
    await sql`delete from accounts where provider_id = 'oidc'`;
    const ring = await store.read();
    await tokenOf(await owner());
    const before = await mails();
    await replaceEncryptionKeys(privateFolder, "no ring");
    try {
      await settled();
      await askForLink();
      await expectAdmitted(await tokenOf(await owner()));
      await eventually(
        async () => lines,
        (printed) => printed.some((line) => line.includes("ENCRYPTION_KEYS is not valid: must be JSON")),
      );
      expect(await mails()).toBe(before);
    } finally {
      await store.write(ring);
      await settled();
    }
    await askForLink();
    await eventually(mails, (count) => count > before);
  });
});

describe("sealing again", () => {
  test("leaves alone what somebody wrote in the meantime", async () => {
    const id = await linkedAccount("acme", { accessToken: "old value" });
    const old = await store.read();
    const ring = { current: "k950", keys: { ...old.keys, k950: randomBytes(32).toString("base64") } };
    const place = placeOf(sealedColumns.accessToken, await organizationId("acme"));
    const written = await sealWith(old).seal("new value", place);
    let running: Promise<Inventory> | undefined;
    await sql.begin(async (writer) => {
      await writer`update accounts set access_token = ${written} where id = ${id}`;
      running = resealed(ring);
      // It has read the old value and waits for the writer's lock.
      await eventually(
        async () => sql`select from pg_locks where not granted`,
        (waiting) => waiting.length > 0,
      );
    });
    expect((await running)?.unopened).toEqual([]);
    const kept = await sealedAccessToken(id);
    expect([kept, await sealWith(ring).open(kept, place)]).toEqual([written, "new value"]);
    // The next run finds it, and then nothing is left that the old key sealed.
    expect(Object.keys((await resealed(ring)).byKey)).toEqual(["k950"]);
    await resealed({ current: old.current, keys: ring.keys });
    await expectEverythingOpensWith(old);
  });

  test.each(["accounts of another tenant", "another column"])(
    "refuses to lose the key of what does not open: a text moved from %s keeps the old keys in the ring",
    async (from) => {
      const id = await linkedAccount("acme", { accessToken: "moved", idToken: "id token" });
      const victim = from === "another column" ? id : await linkedAccount("globex", { accessToken: "foreign" });
      await sql`
        update accounts set access_token =
          (select ${from === "another column" ? sql`id_token` : sql`access_token`} from accounts where id = ${victim})
        where id = ${id}`;
      await expect(rotate(rotation())).rejects.toThrow(new RegExp(`accounts.access_token of ${id} \\(k\\d+\\)`));
      const ring = await store.read();
      expect(Object.keys(ring.keys)).toHaveLength(2);
      await sql`delete from accounts where id in (${id}, ${victim})`;
      await rotate(rotation());
      expect(Object.keys((await store.read()).keys)).toEqual([ring.current]);
    },
  );

  test("takes as many rows as there are, in batches", async () => {
    const seal = sealWith(await store.read());
    const acme = await organizationId("acme");
    const [user] = await sql`select id from users where organization_id = ${acme} limit 1`;
    const rows = await Promise.all(
      Array.from({ length: 450 }, async (_, index) => ({
        id: `acc_many_${index}`,
        organization_id: acme,
        user_id: user?.["id"],
        provider_id: "many",
        account_id: String(index),
        refresh_token: await seal.seal(`token ${index}`, placeOf(sealedColumns.refreshToken, acme)),
      })),
    );
    await sql`insert into accounts ${sql(rows)}`;
    await rotate(rotation());
    expect(await expectEverythingOpensWith(await store.read())).toBeGreaterThan(450);
    await sql`delete from accounts where provider_id = 'many'`;
  });
});
