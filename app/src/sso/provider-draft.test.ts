import { expect, test } from "vitest";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { changeBody, losesProof, mistakesIn, providerKind, type Draft } from "./provider-draft.ts";

const provider: SsoProvider = {
  id: "sso_1",
  version: 3,
  label: "Okta",
  preset: "okta",
  issuer: "https://acme.okta.com",
  clientId: "0oa1",
  hasClientSecret: true,
  clientSecretVersion: 1,
  clientAuthentication: "client_secret_basic",
  endpoints: null,
  enabled: true,
  provisioning: true,
  defaultRole: "member",
  roleClaim: null,
  roleMappings: [],
  emailVerification: "required",
  maxAgeSeconds: null,
  acrValues: null,
  logoutAtProvider: false,
  domains: [],
  callbackUrls: [],
  backchannelLogoutUrls: [],
  postLogoutUrls: [],
  authority: "owner",
  proven: { at: "2026-11-21T12:00:00.000Z" },
  createdAt: "2026-11-21T12:00:00.000Z",
  updatedAt: "2026-11-21T12:00:00.000Z",
  updatedBy: { id: null, name: null },
};
const draft = (more: Partial<Draft> = {}): Draft => ({ ...providerKind.draftOf(provider), ...more });

test("a secret that nobody has typed is not sent, and one that was is", () => {
  expect(changeBody({ label: "Mine", clientSecret: null })).toEqual({ label: "Mine" });
  expect(changeBody({ clientSecret: "new" })).toEqual({ clientSecret: "new" });
});

test("a client that becomes public gives up its secret", () => {
  expect(changeBody({ clientAuthentication: "none", clientSecret: "typed before" })).toEqual({
    clientAuthentication: "none",
    clientSecret: null,
  });
});

test("a client that gets a secret needs one, and one that has one does not", () => {
  const bare = { ...provider, hasClientSecret: false };
  expect(mistakesIn(provider, draft())).toEqual({});
  expect(Object.keys(mistakesIn(bare, draft()))).toEqual(["clientSecret"]);
  expect(mistakesIn(bare, draft({ clientAuthentication: "none" }))).toEqual({});
  expect(Object.keys(mistakesIn(provider, draft({ clientSecret: " " })))).toEqual(["clientSecret"]);
});

test("a provider that came back without its secret may be edited while it is switched off", () => {
  expect(mistakesIn({ ...provider, hasClientSecret: false }, draft({ enabled: false, label: "Later" }))).toEqual({});
});

test("a secret is never kept for another address than it was given for", () => {
  const elsewhere = draft({ issuer: "https://other.example" });
  expect(Object.keys(mistakesIn(provider, elsewhere))).toEqual(["clientSecret"]);
  expect(mistakesIn(provider, { ...elsewhere, clientSecret: "its own" })).toEqual({});
  expect(mistakesIn(provider, { ...elsewhere, clientAuthentication: "none" })).toEqual({});
  const endpoints = { authorization: "https://a", token: "https://t", jwks: "https://k" };
  expect(Object.keys(mistakesIn(provider, draft({ endpoints })))).toEqual(["clientSecret"]);
  // The secret goes to the token endpoint alone: what else moves is no reason.
  expect(mistakesIn({ ...provider, endpoints }, draft({ endpoints: { ...endpoints, jwks: "https://j" } }))).toEqual({});
});

test("roles without a claim to go by, and claims without a value, are mistakes", () => {
  const roleMappings = [{ value: "", role: "admin" as const }];
  expect(Object.keys(mistakesIn(provider, draft({ roleMappings })))).toEqual(["roleMappings", "roleClaim"]);
});

test("endpoints by hand are all or none", () => {
  const endpoints = { authorization: "https://a", token: "", jwks: "https://k" };
  expect(Object.keys(mistakesIn({ ...provider, endpoints }, draft({ endpoints })))).toEqual(["endpoints"]);
});

test("another issuer or client is another provider: that it works is not known any more", () => {
  expect(losesProof(provider, draft({ label: "Other", clientSecret: "new" }))).toBe(false);
  expect(losesProof(provider, draft({ issuer: "https://other.okta.com" }))).toBe(true);
  expect(losesProof(provider, draft({ clientId: "0oa2" }))).toBe(true);
  expect(losesProof({ ...provider, proven: null }, draft({ clientId: "0oa2" }))).toBe(false);
});

test("what a refusal carries is read as a provider only if it is one", () => {
  expect(providerKind.read(provider)).toEqual(provider);
  expect(providerKind.read({ ...provider, label: 7 })).toBeNull();
  expect(providerKind.read({ ...provider, domains: ["acme.test"] })).toBeNull();
  expect(providerKind.read("provider")).toBeNull();
});
