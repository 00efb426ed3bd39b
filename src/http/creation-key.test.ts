import { expect, test } from "vitest";
import { creationKeyOf } from "./creation-key.ts";

const secret = "a platform's secret of many characters";
const who = { organizationId: "org_a", userId: "usr_a", key: "once" };
const body = { label: "Okta", clientSecret: "hush" };

test("the same key of the same person means the same creation, whatever is sent with it", async () => {
  const [first, again] = [
    await creationKeyOf("sso", secret, who, body),
    await creationKeyOf("sso", secret, who, { ...body }),
  ];
  const another = await creationKeyOf("sso", secret, who, { ...body, clientSecret: "other" });
  expect(first.id).toMatch(/^sso_[0-9a-z]{24}$/);
  expect(again).toEqual(first);
  expect(another.id).toBe(first.id);
  expect(another.fingerprint).not.toBe(first.fingerprint);
});

test("another key, person, organization, platform or resource means another creation", async () => {
  const first = await creationKeyOf("sso", secret, who, body);
  const others = [
    await creationKeyOf("sso", secret, { ...who, key: "twice" }, body),
    await creationKeyOf("sso", secret, { ...who, userId: "usr_b" }, body),
    await creationKeyOf("sso", secret, { ...who, organizationId: "org_b" }, body),
    await creationKeyOf("sso", `${secret}!`, who, body),
    await creationKeyOf("hst", secret, who, body),
  ];
  expect(new Set([first, ...others].map(({ id }) => id.slice(4))).size).toBe(6);
});

test("without a key every creation is one of its own", async () => {
  const keyless = { ...who, key: null };
  const [first, second] = [
    await creationKeyOf("sso", secret, keyless, body),
    await creationKeyOf("sso", secret, keyless, body),
  ];
  expect(first.fingerprint).toBeNull();
  expect(first.id).not.toBe(second.id);
});
