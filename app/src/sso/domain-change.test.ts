import { expect, test } from "vitest";
import { ProblemError } from "../../../ui/problem.ts";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { changeDomain, changedDomains } from "./domain-change.ts";

const provider = (version: number, ...domains: readonly string[]) =>
  ({
    id: "sso_1",
    version,
    label: "Okta",
    preset: "okta",
    issuer: "https://acme.okta.com",
    clientId: "0oa1",
    clientAuthentication: "client_secret_basic",
    defaultRole: "member",
    emailVerification: "required",
    enabled: true,
    provisioning: true,
    logoutAtProvider: false,
    hasClientSecret: true,
    roleMappings: [],
    endpoints: null,
    domains: domains.map((domain) => ({ domain })),
  }) as unknown as SsoProvider;

const stale = (current: SsoProvider) => new ProblemError(412, { code: "PRECONDITION_FAILED", current });

test("one domain is added or removed, and the others stay in their order", () => {
  expect(changedDomains(provider(1, "a.test", "b.test"), { add: "c.test" })).toEqual(["a.test", "b.test", "c.test"]);
  expect(changedDomains(provider(1, "a.test", "b.test"), { remove: "a.test" })).toEqual(["b.test"]);
  expect(changedDomains(provider(1, "a.test"), { add: "a.test" })).toEqual(["a.test"]);
});

test("a domain that another admin has added in the meantime is not lost by adding one's own", async () => {
  const sent: (readonly string[])[] = [];
  const saved = await changeDomain(provider(1, "a.test"), { add: "mine.test" }, async (base, domains) => {
    sent.push(domains);
    if (base.version === 1) throw stale(provider(2, "a.test", "theirs.test"));
    return provider(3, ...domains);
  });
  expect(sent).toEqual([
    ["a.test", "mine.test"],
    ["a.test", "theirs.test", "mine.test"],
  ]);
  expect(saved.version).toBe(3);
});

test("whoever is always second is told so, and any other refusal is not tried again", async () => {
  let count = 0;
  const always = changeDomain(provider(1), { add: "mine.test" }, async (base) => {
    count += 1;
    throw stale(provider(base.version + 1));
  });
  await expect(always).rejects.toMatchObject({ code: "PRECONDITION_FAILED" });
  expect(count).toBe(4);
  const taken = changeDomain(provider(1), { add: "mine.test" }, async () => {
    count += 1;
    throw new ProblemError(409, { code: "DOMAIN_IN_USE" });
  });
  await expect(taken).rejects.toMatchObject({ code: "DOMAIN_IN_USE" });
  expect(count).toBe(5);
});
