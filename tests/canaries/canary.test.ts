import { expect, test } from "vitest";
import { Aviary } from "./canary.ts";

const secret = "canary/with+odd characters?ü";

test.each([
  ["as it is", secret],
  ["in JSON", JSON.stringify({ secret })],
  ["in a URL", new URLSearchParams({ secret }).toString().replaceAll("+", "%20")],
  ["in hex", Buffer.from(secret).toString("hex")],
  ["in the hex of Postgres", `\\x00ff${Buffer.from(secret).toString("hex")}00`],
  ["in base64 at the beginning", Buffer.from(`${secret} and more`).toString("base64")],
  ["in base64 in the middle", Buffer.from(`1${secret} and more`).toString("base64")],
  ["in base64 in the middle, elsewhere", Buffer.from(`12${secret}`).toString("base64")],
  ["in base64url", Buffer.from(`123${secret}`).toString("base64url")],
  ["in a token's payload", `eyJ.${Buffer.from(JSON.stringify({ a: 1, secret })).toString("base64url")}.x`],
])("a canary is found %s", (_, text) => {
  const aviary = new Aviary();
  aviary.plant("the secret", secret);
  expect(aviary.strays("log", [{ spot: "a line", text: `before ${text} after` }])).toHaveLength(1);
});

test("a canary may sit where it belongs and nowhere else, and what is found is named without being shown", () => {
  const aviary = new Aviary();
  aviary.plant("the secret", secret, { database: /^invitations\.id$/ });
  const text = `row of ${secret}`;
  expect(aviary.strays("database", [{ spot: "invitations.id", text }])).toEqual([]);
  expect(aviary.strays("database", [{ spot: "audit_logs.data", text }])).toEqual([
    "the secret, as it is, in audit_logs.data",
  ]);
  expect(aviary.strays("log", [{ spot: "invitations.id", text }])).toHaveLength(1);
});

test("what is too short to be told from chance is not planted", () => {
  expect(() => new Aviary().plant("short", "k1")).toThrow("too short");
});
