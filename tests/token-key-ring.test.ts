import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ControlDb } from "../src/database/control-db.ts";
import { sealWith } from "../src/secrets/seal.ts";
import { TokenKeyRing } from "../src/tokens/key-ring.ts";
import { mintToken } from "../src/tokens/mint.ts";
import { verifyToken } from "../src/tokens/verify.ts";
import { authConnection, seal } from "./identity-world.ts";
import { asSuperuser } from "./platform.ts";

const day = 24 * 60 * 60 * 1000;
/** Far from any key of the platform that these tests may share the table with. */
const start = Date.parse("2090-01-01T00:00:00Z");
let now = start;
let reads = 0;

const ring = (by = seal) => new TokenKeyRing(by, () => new Date(now));

function control() {
  reads += 1;
  return new ControlDb(authConnection());
}

const stored = () =>
  asSuperuser(async (sql) => [
    ...(await sql`select * from signing_keys where active_at >= '2090-01-01' order by active_at`),
  ]);
const clear = () => asSuperuser((sql) => sql`delete from signing_keys where active_at >= '2090-01-01'`);

beforeEach(async () => {
  [now, reads] = [start, 0];
  await clear();
});
afterEach(clear);

const subject = {
  publicOrigin: "https://acme.app.gatehouse.example",
  hostname: "acme.app.gatehouse.example",
  organizationId: "org_acme",
  userId: "usr_ada",
  sessionId: "ses_ada",
  sessionVersion: 7,
  epoch: 3,
};

describe("the key ring", () => {
  test("makes its first key when it is first asked, and what it signs verifies with what it publishes", async () => {
    const token = await mintToken(subject, await ring().signingKey(control), new Date(now));
    const keys = await ring().publicKeys(control);
    expect(keys.keys).toEqual([
      {
        kty: "EC",
        crv: "P-256",
        x: expect.any(String),
        y: expect.any(String),
        kid: expect.any(String),
        alg: "ES256",
        use: "sig",
      },
    ]);
    expect((await verifyToken(token, { ...subject, keys, now: new Date(now) })).ok).toBe(true);
    expect(await stored()).toHaveLength(1);
  });

  test("makes one key when many isolates ask an empty ring at the same time", async () => {
    const kids = await Promise.all(Array.from({ length: 8 }, async () => (await ring().signingKey(control)).kid));
    expect(new Set(kids).size).toBe(1);
    expect(await stored()).toHaveLength(1);
  });

  test("keeps private keys sealed for their own row, and publishes no part of them", async () => {
    await ring().signingKey(control);
    now += 29.5 * day;
    await ring().signingKey(control);
    const [first, second] = await stored();
    expect(String(first?.["private_key"])).toMatch(/^v1\.k1\./);
    expect(JSON.stringify([first, await ring().publicKeys(control)])).not.toContain('"d"');
    const other = sealWith({ current: "k1", keys: { k1: Buffer.alloc(32, 8).toString("base64") } });
    await expect(ring(other).signingKey(control)).rejects.toThrow();
    await asSuperuser(
      (sql) => sql`update signing_keys set private_key = ${second?.["private_key"]} where kid = ${first?.["kid"]}`,
    );
    await expect(ring().signingKey(control)).rejects.toThrow();
  });

  test("publishes the next key a day before it signs, and the last one until its tokens are dead", async () => {
    const first = (await ring().signingKey(control)).kid;
    now = start + 29.2 * day;
    expect((await ring().signingKey(control)).kid).toBe(first);
    const published = (await ring().publicKeys(control)).keys.map(({ kid }) => kid);
    expect(published).toHaveLength(2);
    now = start + 30 * day;
    const second = (await ring().signingKey(control)).kid;
    expect(published).toEqual([first, second]);
    now = start + 30 * day + 15 * 60_000;
    expect((await ring().publicKeys(control)).keys.map(({ kid }) => kid)).toContain(first);
    now = start + 30 * day + 2 * 60 * 60_000;
    expect((await ring().publicKeys(control)).keys.map(({ kid }) => kid)).toEqual([second]);
  });

  test("is remembered for a minute and read again after it: a key that was taken away stops signing", async () => {
    const isolate = ring();
    const { kid } = await isolate.signingKey(control);
    await clear();
    now += 30_000;
    expect((await isolate.signingKey(control)).kid).toBe(kid);
    expect(reads).toBe(1);
    now += 31_000;
    expect((await isolate.signingKey(control)).kid).not.toBe(kid);
    expect((await isolate.publicKeys(control)).keys.map((key) => key["kid"])).not.toContain(kid);
  });

  test("remembers nothing of a read that failed", async () => {
    const isolate = ring();
    await expect(
      isolate.signingKey(() => {
        throw new Error("out of reach");
      }),
    ).rejects.toThrow("out of reach");
    expect((await isolate.signingKey(control)).kid).toBeTruthy();
  });

  test("belongs to the auth worker alone", async () => {
    const rights = await asSuperuser(
      (sql) => sql`
        select r.rolname from pg_roles r
        where r.rolname like 'gatehouse\\_%' and r.rolname <> 'gatehouse_owner'
          and has_table_privilege(r.oid, 'signing_keys', 'select')`,
    );
    expect(rights).toEqual([{ rolname: "gatehouse_auth" }]);
  });
});
