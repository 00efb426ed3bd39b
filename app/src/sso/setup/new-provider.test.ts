import { expect, test } from "vitest";
import { presets } from "../../../../src/sso/provider.ts";
import { creationKeys } from "../../api/creation-key.ts";
import { creationBody, mistakesInNew, newProviderKind } from "./new-provider.ts";

const typed = { label: " Acme ", issuer: " https://acme.okta.com ", clientId: "0oa1", clientSecret: " s3cret " };

test.each(presets)("a new provider of the product %s is switched off", (preset) => {
  expect(creationBody(preset, typed)).toMatchObject({ preset, enabled: false });
});

test("addresses are cut clean of what was pasted with them, and a secret is left as it is", () => {
  expect(creationBody("okta", typed)).toMatchObject({
    label: "Acme",
    issuer: "https://acme.okta.com",
    clientSecret: " s3cret ",
  });
});

test("nothing of it may be missing", () => {
  const nothing = { label: "", issuer: " ", clientId: "", clientSecret: "" };
  expect(Object.keys(mistakesInNew(nothing))).toEqual(["label", "issuer", "clientId", "clientSecret"]);
  expect(mistakesInNew(typed)).toEqual({});
});

test("a draft of a new provider is read back for the product it is of, and for nothing else", () => {
  expect(newProviderKind.read({ version: 0, preset: "okta" })).toEqual({ version: 0, preset: "okta" });
  expect(newProviderKind.read({ preset: "unheard-of" })).toBeNull();
  expect(newProviderKind.read(null)).toBeNull();
});

test("the same request has the same key, and a corrected one another", () => {
  let made = 0;
  const keys = creationKeys(() => `key-${(made += 1)}`);
  expect([keys.keyFor({ a: 1 }), keys.keyFor({ a: 1 }), keys.keyFor({ a: 2 }), keys.keyFor({ a: 1 })]).toEqual([
    "key-1",
    "key-1",
    "key-2",
    "key-3",
  ]);
});
