import { expect, test } from "vitest";
import { creationKeyOf } from "./creation-key.ts";

const secret = "a platform's secret of many characters";
const who = { organizationId: "org_a", userId: "usr_a", key: "once" };
const body = { label: "Okta", clientSecret: "hush" };

test("the same key of the same person means the same provider, whatever is sent with it", async () => {
  const [first, again] = [await creationKeyOf(secret, who, body), await creationKeyOf(secret, who, { ...body })];
  const another = await creationKeyOf(secret, who, { ...body, clientSecret: "other" });
  expect(first.providerId).toMatch(/^sso_[0-9a-z]{24}$/);
  expect(again).toEqual(first);
  expect(another.providerId).toBe(first.providerId);
  expect(another.fingerprint).not.toBe(first.fingerprint);
});

test("another key, person, organization or platform means another provider", async () => {
  const first = await creationKeyOf(secret, who, body);
  const others = [
    await creationKeyOf(secret, { ...who, key: "twice" }, body),
    await creationKeyOf(secret, { ...who, userId: "usr_b" }, body),
    await creationKeyOf(secret, { ...who, organizationId: "org_b" }, body),
    await creationKeyOf(`${secret}!`, who, body),
  ];
  expect(new Set([first, ...others].map(({ providerId }) => providerId)).size).toBe(5);
});

test("without a key every creation is one of its own", async () => {
  const keyless = { ...who, key: null };
  const [first, second] = [await creationKeyOf(secret, keyless, body), await creationKeyOf(secret, keyless, body)];
  expect(first.fingerprint).toBeNull();
  expect(first.providerId).not.toBe(second.providerId);
});
