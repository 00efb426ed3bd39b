import { expect, test } from "vitest";
import { presets } from "../../../../src/sso/provider.ts";
import { guides } from "./all.ts";
import type { Guide } from "./guide.ts";

const each = Object.entries(guides);

function sentencesOf(guide: Guide): readonly string[] {
  const { callback, postLogout, backchannelLogout, note } = guide.addresses;
  const maybe = [postLogout, backchannelLogout, note, guide.roles?.steps, guide.caution];
  return [...guide.application, callback, ...maybe].filter((one) => typeof one === "string");
}

test("every product that can be chosen has a guide", () => {
  expect(each.map(([preset]) => preset).toSorted()).toEqual([...presets].toSorted());
});

test.each(each)("the guide for %s has whole sentences, with what the console says marked in pairs", (_, guide) => {
  for (const sentence of sentencesOf(guide)) {
    expect(sentence.split("`").length % 2, sentence).toBe(1);
    expect(sentence, sentence).toMatch(/^[A-Z`].*[.:]$/);
  }
});

test.each(each)("the guide for %s does not ask for an address that is known only later", (_, guide) => {
  // The callback has the provider's id in it, which there is none of before the credentials are entered.
  expect(guide.application.join(" ")).not.toMatch(/callback address|\/api\/auth/);
});

test.each(each)("what the guide for %s calls an issuer is one by the contract", (_, guide) => {
  const issuer = new URL(guide.issuer.fixed ?? guide.issuer.placeholder);
  expect(issuer.protocol).toBe("https:");
  expect(issuer.search + issuer.hash).toBe("");
});

test("only a product that says nothing of addresses has them taken as verified", () => {
  expect(each.filter(([, { defaults }]) => defaults.emailVerification === "assumed").map(([preset]) => preset)).toEqual(
    ["entra"],
  );
});

test("nobody is signed out at a product that gives no place for the address to come back to", () => {
  for (const [, { addresses, defaults }] of each) {
    if (addresses.postLogout === null) expect(defaults.logoutAtProvider).toBe(false);
  }
});
