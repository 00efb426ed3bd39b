import { expect, test } from "vitest";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { changesTo } from "./restore-changes.ts";
import { actorOf, changedFields, revisionSentence } from "./revision-sentence.ts";

const actor = { type: "user" as const, id: "usr_1", name: "Bob" };
const told = { subject: "sso_1", document: { label: "Okta" }, changes: {}, keyChanged: false, actor };

test("every act has a sentence of its own", () => {
  const acts = ["created", "updated", "confirmed", "restored", "deleted"] as const;
  const sentences = acts.map((act) => revisionSentence({ ...told, act }));
  expect(new Set(sentences).size).toBe(acts.length);
  expect(sentences.every((sentence) => sentence.includes("Okta"))).toBe(true);
  const policy = { ...told, subject: "enforcement", document: {} };
  expect(revisionSentence({ ...policy, act: "enforced" })).toBe("required single sign-on");
  expect(revisionSentence({ ...policy, act: "lifted" })).toBe("allowed passwords again");
});

test("the policy has no fields to tell of, a provider all that changed", () => {
  const changes = { enabled: { from: true, to: false } };
  expect(changedFields({ subject: "enforcement", changes })).toEqual([]);
  expect(changedFields({ subject: "sso_1", changes })).toEqual(["enabled"]);
});

test("whoever did it is named, as far as it is known", () => {
  expect(actorOf({ actor })).toBe("Bob");
  expect(actorOf({ actor: { ...actor, name: null } })).toBe("Somebody");
  expect(actorOf({ actor: { type: "system", id: null, name: null } })).toBe("The system");
});

test("a restoring tells only what it would change, and claims nothing of fields the old version did not have", () => {
  const provider = {
    label: "Okta",
    issuer: "https://acme.okta.com",
    enabled: true,
    roleMappings: [],
    domains: [{ domain: "acme.test" }],
  } as unknown as SsoProvider;
  expect(changesTo(provider, { label: "Okta", enabled: false, domains: ["acme.test", "b.test"] })).toEqual({
    enabled: { from: true, to: false },
    domains: { from: ["acme.test"], to: ["acme.test", "b.test"] },
  });
});
