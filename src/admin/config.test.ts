import { inspect } from "node:util";
import { expect, test } from "vitest";
import { adminConfig } from "./config.ts";

const coordinates = { x: "x".repeat(43), y: "y".repeat(43) };
const publicKey = { kty: "EC", crv: "P-256", kid: "one", ...coordinates };
const env = {
  BASE_DOMAIN: "gatehouse.example",
  PUBLIC_SCHEME: "https",
  PUBLIC_PORT: "",
  ACCESS_TEAM_DOMAIN: "https://team.cloudflareaccess.com",
  ACCESS_AUDIENCE: "0".repeat(64),
  MAIL_FROM: "Gatehouse <no-reply@gatehouse.example>",
  AUDIT_SIGNING_KEY: JSON.stringify({ ...publicKey, d: "d".repeat(43) }),
  AUDIT_VERIFICATION_KEYS: JSON.stringify({ keys: [publicKey] }),
  AUDIT_CHECKPOINT_SECONDS: "900",
  CNAME_TARGET: "customers.gatehouse.example",
};

test("printed, it shows nothing of the key that signs", () => {
  const config = adminConfig(env);
  expect(JSON.stringify(config) + inspect(config, { depth: null, showHidden: true })).not.toContain("dddd");
});

test("the console's origin comes from the configuration", () => {
  expect(adminConfig(env).origin).toBe("https://admin.gatehouse.example");
});

test.each([
  ["ACCESS_TEAM_DOMAIN", "https://team.cloudflareaccess.com/"],
  ["ACCESS_TEAM_DOMAIN", "http://team.cloudflareaccess.com"],
  ["ACCESS_AUDIENCE", ""],
  ["MAIL_FROM", ""],
  ["AUDIT_SIGNING_KEY", "{}"],
  ["AUDIT_SIGNING_KEY", "not JSON"],
  ["AUDIT_SIGNING_KEY", JSON.stringify(publicKey)],
  ["AUDIT_VERIFICATION_KEYS", JSON.stringify({ keys: [] })],
  ["AUDIT_VERIFICATION_KEYS", JSON.stringify({ keys: [{ ...publicKey, kid: "another" }] })],
  ["AUDIT_CHECKPOINT_SECONDS", ""],
  ["CNAME_TARGET", ""],
])("with %s=%j the worker does not start, and says which key", (key, value) => {
  expect(() => adminConfig({ ...env, [key]: value })).toThrow(key);
});
