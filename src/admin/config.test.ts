import { expect, test } from "vitest";
import { adminConfig } from "./config.ts";

const env = {
  BASE_DOMAIN: "gatehouse.example",
  PUBLIC_SCHEME: "https",
  PUBLIC_PORT: "",
  ACCESS_TEAM_DOMAIN: "https://team.cloudflareaccess.com",
  ACCESS_AUDIENCE: "0".repeat(64),
  MAIL_FROM: "Gatehouse <no-reply@gatehouse.example>",
};

test("the console's origin comes from the configuration", () => {
  expect(adminConfig(env).origin).toBe("https://admin.gatehouse.example");
});

test.each([
  ["ACCESS_TEAM_DOMAIN", "https://team.cloudflareaccess.com/"],
  ["ACCESS_TEAM_DOMAIN", "http://team.cloudflareaccess.com"],
  ["ACCESS_AUDIENCE", ""],
  ["MAIL_FROM", ""],
])("with %s=%j the worker does not start, and says which key", (key, value) => {
  expect(() => adminConfig({ ...env, [key]: value })).toThrow(key);
});
