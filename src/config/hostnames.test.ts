import { inspect } from "node:util";
import { expect, test } from "vitest";
import { z } from "zod";
import { cloudflareVariables, cnameTarget, reservedHostnames, webhookSecret } from "./hostnames.ts";
import { parseVariables } from "./variables.ts";

const variables = z.object({
  ...cloudflareVariables,
  CNAME_TARGET: cnameTarget,
  RESERVED_HOSTNAMES: reservedHostnames,
  CLOUDFLARE_WEBHOOK_SECRET: webhookSecret,
});
const good = {
  CLOUDFLARE_ZONE_ID: "0123456789abcdef".repeat(2),
  CLOUDFLARE_API_TOKEN: "t".repeat(40),
  CNAME_TARGET: "customers.gatehouse.example",
  RESERVED_HOSTNAMES: "gatehouse.example  *.gatehouse.example",
  CLOUDFLARE_WEBHOOK_SECRET: "w".repeat(32),
};

test("names that nobody may have are told apart from all that is below them", () => {
  expect(parseVariables(variables, good).RESERVED_HOSTNAMES).toEqual(["gatehouse.example", "*.gatehouse.example"]);
});

test("what Cloudflare is asked with, and what it proves itself with, is not shown when it is printed", () => {
  const parsed = parseVariables(variables, good);
  for (const shown of [JSON.stringify(parsed), inspect(parsed, { depth: null, showHidden: true })]) {
    expect(shown).not.toMatch(/tttt|wwww/);
  }
  expect(parsed.CLOUDFLARE_API_TOKEN.reveal()).toBe(good.CLOUDFLARE_API_TOKEN);
});

test.each([
  ["CLOUDFLARE_ZONE_ID", ""],
  ["CLOUDFLARE_ZONE_ID", "../accounts"],
  ["CLOUDFLARE_API_TOKEN", undefined],
  ["CLOUDFLARE_API_TOKEN", "short"],
  ["CNAME_TARGET", ""],
  ["CNAME_TARGET", "customers.gatehouse.example."],
  ["CNAME_TARGET", "Customers.gatehouse.example"],
  ["RESERVED_HOSTNAMES", ""],
  ["RESERVED_HOSTNAMES", "*"],
  ["RESERVED_HOSTNAMES", "app.*.example"],
  ["CLOUDFLARE_WEBHOOK_SECRET", "w".repeat(31)],
])("with %s=%j a worker does not start, and says which key", (key, value) => {
  expect(() => parseVariables(variables, { ...good, [key]: value })).toThrow(key);
});
