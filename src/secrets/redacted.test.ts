import { format, inspect } from "node:util";
import { expect, test } from "vitest";
import { Redacted } from "./redacted.ts";

const secret = new Redacted("canary-value");
// As code would have it that takes it for the text it stands for.
const text = secret as unknown as string;
const config = Object.freeze({ sessionSecret: secret, nested: [{ secret }], map: new Map([["k1", secret]]) });

test("a redacted value is given to who asks for it", () => {
  expect(secret.reveal()).toBe("canary-value");
});

test.each([
  ["a template string", () => `it is ${text}`],
  ["concatenation", () => "it is ".concat(text)],
  ["String()", () => String(secret)],
  ["JSON", () => JSON.stringify(config)],
  ["util.inspect", () => inspect(config, { depth: null, showHidden: true })],
  [
    "util.inspect that calls nothing of ours",
    () => inspect(config, { depth: null, customInspect: false, showHidden: true }),
  ],
  ["console's formats", () => format("%s %o %O %j %d", secret, config, config, config, secret)],
  ["a structured clone", () => inspect(structuredClone(secret), { depth: null, showHidden: true })],
  ["spreading", () => JSON.stringify(Object.assign({}, secret))],
  ["its keys", () => JSON.stringify([Object.entries(secret), Reflect.ownKeys(secret).map(String)])],
  ["a query string", () => new URLSearchParams({ secret: text }).toString()],
  ["an error", () => inspect(new Error(`no ${text}`, { cause: config }), { depth: null })],
])("does not show in %s", (_, show) => {
  expect(show()).not.toContain("canary");
});
