import { describe, expect, test } from "vitest";
import {
  accountSignIns,
  defaultAttemptLimits,
  auditExportLimits,
  auditVerificationLimits,
  invitationLimits,
  linkLimits,
  providerLogoutLimits,
  resetRequestLimits,
  signInLimits,
  ssoAnswerLimits,
  ssoStartLimits,
} from "./limits.ts";

const minute = 60_000;
const email = "ada@acme.test";
const address = "203.0.113.7";

async function signInPolicies(thresholds: Parameters<typeof signInLimits>[2]) {
  return (await signInLimits(email, address, thresholds)).map(({ policy }) => policy);
}

describe("failed sign-ins", () => {
  test("are ten of an account and a hundred of an address in fifteen minutes, unless the tenant is stricter", async () => {
    expect(await signInPolicies(defaultAttemptLimits)).toEqual([
      { limit: 100, windowMilliseconds: 15 * minute },
      { limit: 10, windowMilliseconds: 15 * minute },
    ]);
    const strict = { accountFailureLimit: 3, addressFailureLimit: 20, lockoutMinutes: 60 };
    expect(await signInPolicies(strict)).toEqual([
      { limit: 20, windowMilliseconds: 60 * minute },
      { limit: 3, windowMilliseconds: 60 * minute },
    ]);
  });

  test("are never more than the platform allows, whatever a tenant's settings have become", async () => {
    const loose = { accountFailureLimit: 1_000, addressFailureLimit: 1e9, lockoutMinutes: 1 };
    expect(await signInPolicies(loose)).toEqual(await signInPolicies(defaultAttemptLimits));
  });

  test("are counted where a password reset forgets them, and under no readable address", async () => {
    const [, account] = await signInLimits(email, address, defaultAttemptLimits);
    expect(account?.key).toBe(await accountSignIns(email));
    expect(account?.key).not.toContain("ada");
  });
});

test("no two purposes share a count, and all who share a purpose and an address share one", async () => {
  const all = async (mail: string, from: string) => [
    ...(await signInLimits(mail, from, defaultAttemptLimits)),
    ...(await resetRequestLimits(mail, from)),
    ...linkLimits(from),
    ...ssoStartLimits(from),
    ...ssoAnswerLimits(from),
    ...providerLogoutLimits(from),
    ...invitationLimits("usr_1"),
    ...auditExportLimits("usr_1"),
    ...auditVerificationLimits("usr_1"),
  ];
  const keys = (await all(email, address)).map(({ key }) => key);
  expect(new Set(keys).size).toBe(keys.length);
  const another = new Set((await all("bob@acme.test", address)).map(({ key }) => key));
  const ofAccounts = keys.filter((key) => key.includes("/account/"));
  expect(keys.filter((key) => !another.has(key))).toEqual(ofAccounts);
  const elsewhere = new Set((await all(email, "203.0.113.8")).map(({ key }) => key));
  expect(keys.filter((key) => !elsewhere.has(key))).toEqual(keys.filter((key) => key.includes("/address/")));
});

test("sign-ins through providers are limited for an address and for nobody else: it may be the only door", () => {
  const kinds = [...ssoStartLimits(address), ...ssoAnswerLimits(address), ...providerLogoutLimits(address)];
  expect(kinds.map(({ key }) => key.split("/")[1])).toEqual(["address", "address", "address"]);
});

test("what is mailed is limited for a whole tenant as well", async () => {
  const limits = [...(await resetRequestLimits(email, address)), ...invitationLimits("usr_1")];
  const hourly = limits.map(({ key, policy }) => [key.split("/").slice(0, 2).join("/"), policy.limit]);
  expect(Object.fromEntries(hourly)).toEqual({
    "reset-request/address": 30,
    "reset-request/account": 10,
    "reset-request/tenant": 300,
    "invitation/member": 100,
    "invitation/tenant": 500,
  });
  expect(new Set(limits.map(({ policy }) => policy.windowMilliseconds))).toEqual(new Set([60 * minute]));
});
