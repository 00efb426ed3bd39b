import { CompactSign, importJWK } from "jose";
import { beforeAll, expect, test } from "vitest";
import {
  auditSigningKey,
  auditVerificationKeys,
  checkpointReader,
  signCheckpoint,
  type AuditSigningKey,
  type Checkpoint,
} from "./checkpoint.ts";

const checkpoint: Checkpoint = {
  chain: "org_1",
  sequence: 7,
  hash: "0".repeat(64),
  at: "2026-11-21T12:00:00.000Z",
  previous: null,
};

let key: AuditSigningKey;
let next: AuditSigningKey;

beforeAll(async () => {
  [key, next] = [await newKey("2026"), await newKey("2027")];
});

async function newKey(kid: string): Promise<AuditSigningKey> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const jwk = await crypto.subtle.exportKey("jwk", (pair as CryptoKeyPair).privateKey);
  return auditSigningKey.parse(JSON.stringify(Object.assign(jwk, { kid })));
}

const readerOf = (...keys: AuditSigningKey[]) =>
  checkpointReader(auditVerificationKeys.parse(JSON.stringify({ keys })));

test("what was signed is read as it was", async () => {
  const read = await readerOf(key)(await signCheckpoint(checkpoint, key));
  expect(read).toEqual({ ok: true, value: checkpoint });
});

test("what an older key signed is read for as long as its public half is known", async () => {
  const statement = await signCheckpoint(checkpoint, key);
  expect(await readerOf(key, next)(statement)).toMatchObject({ ok: true });
  expect(await readerOf(next)(statement)).toEqual({ ok: false, failure: "forged" });
});

test("another key's signature under a known key's name is forged", async () => {
  const statement = await signCheckpoint(checkpoint, { ...next, kid: key.kid });
  expect(await readerOf(key)(statement)).toEqual({ ok: false, failure: "forged" });
});

test("a statement of which one character was changed is forged", async () => {
  const statement = await signCheckpoint(checkpoint, key);
  const [header = "", payload = "", signature = ""] = statement.split(".");
  const changed = btoa(JSON.stringify({ ...checkpoint, sequence: 8 })).replace(/=+$/, "");
  expect(payload).not.toBe(changed);
  for (const forged of [`${header}.${changed}.${signature}`, `${header}.${payload}.`, payload, ""]) {
    expect(await readerOf(key)(forged), forged).toEqual({ ok: false, failure: "forged" });
  }
});

test("what the same key signed as something else is no checkpoint", async () => {
  const payload = new TextEncoder().encode(JSON.stringify(checkpoint));
  const privateKey = await importJWK({ ...key }, "ES256");
  const token = await new CompactSign(payload)
    .setProtectedHeader({ alg: "ES256", kid: key.kid, typ: "JWT" })
    .sign(privateKey);
  expect(await readerOf(key)(token)).toEqual({ ok: false, failure: "forged" });
});

test("a statement that says more, or not enough, is no checkpoint", async () => {
  for (const said of [
    { ...checkpoint, more: 1 },
    { ...checkpoint, hash: "short" },
    { ...checkpoint, sequence: 0 },
  ]) {
    expect(await readerOf(key)(await signCheckpointAs(said))).toEqual({ ok: false, failure: "forged" });
  }
});

async function signCheckpointAs(said: object): Promise<string> {
  const privateKey = await importJWK({ ...key }, "ES256");
  return new CompactSign(new TextEncoder().encode(JSON.stringify(said)))
    .setProtectedHeader({ alg: "ES256", kid: key.kid, typ: "gatehouse-audit-checkpoint" })
    .sign(privateKey);
}
