import { QueryClient } from "@tanstack/solid-query";
import { expect, test } from "vitest";
import { problemFrom } from "../../../ui/problem.ts";
import { knownPlace, placeQuery } from "../tenancy/queries.ts";
import { memoryStorage } from "../editing/tab-storage.ts";
import { createDeparture } from "./departure.ts";
import type { Ending } from "./ending.ts";
import { meQuery } from "./queries.ts";

const tenant = {
  organizationId: "org_1",
  slug: "acme",
  enforceSSO: false,
  providers: [],
  branding: { appName: "Acme", primaryColor: "#7a2e8e" },
};

function signedIn() {
  const client = new QueryClient();
  client.setQueryData(placeQuery.queryKey, { kind: "tenant", tenant });
  client.setQueryData(meQuery.queryKey, {
    user: { id: "usr_1", email: "ada@acme.test", name: "Ada" },
    organization: { id: "org_1", slug: "acme", name: "Acme" },
    role: "owner",
    permissions: [],
    session: { id: "ses_1", createdAt: "", expiresAt: "", method: "password" },
  });
  client.setQueryData(["members"], ["secret"]);
  const shown: Ending[] = [];
  const storage = memoryStorage();
  storage.setItem("gatehouse.draft/usr_1/settings", "{}");
  const departure = createDeparture(client, storage, async (ending) => void shown.push(ending));
  return { client, departure, shown, storage };
}

const refusal = (status: number, code: string) => problemFrom({ code }, { status });

test("many questions that learn at once of an ended session lead to the sign-in page once", () => {
  const { departure, shown } = signedIn();
  departure.ended("session_revoked");
  departure.refused(refusal(401, "SESSION_REVOKED"));
  departure.refused(refusal(401, "SIGNED_OUT"));
  expect(shown).toEqual(["session-ended"]);
});

test("nothing of a person stays in memory, nor what they had not saved, when their session is over", () => {
  const { client, departure, storage } = signedIn();
  departure.leave("signed-out");
  expect(storage.length).toBe(0);
  expect(client.getQueryData(meQuery.queryKey)).toBeUndefined();
  expect(client.getQueryData(["members"])).toBeUndefined();
  expect(knownPlace(client)?.kind).toBe("tenant");
});

test("a suspension shows at once, forgets the person and keeps the colours", () => {
  for (const learn of ["live", "api"] as const) {
    const { client, departure, shown } = signedIn();
    if (learn === "live") departure.ended("suspended");
    else departure.refused(refusal(403, "TENANT_SUSPENDED"));
    expect(knownPlace(client)).toEqual({ kind: "suspended", tenant });
    expect(client.getQueryData(["members"])).toBeUndefined();
    expect(shown).toEqual([]);
  }
});

test("a password that is refused for single sign-on has the page ask anew what this place offers, and ends nothing", () => {
  const { client, departure, shown } = signedIn();
  departure.refused(refusal(403, "SSO_REQUIRED"));
  expect(client.getQueryState(placeQuery.queryKey)?.isInvalidated).toBe(true);
  expect(shown).toEqual([]);
  expect(client.getQueryData(["members"])).toEqual(["secret"]);
});

test("an organization that is gone leaves nobody at its address", () => {
  const { client, departure } = signedIn();
  departure.refused(refusal(404, "TENANT_NOT_FOUND"));
  expect(knownPlace(client)).toEqual({ kind: "nobody" });
});

test("a host that is taken away forgets the person at once, whoever answers there next", () => {
  const { client, departure, shown, storage } = signedIn();
  departure.ended("host_moved");
  expect(knownPlace(client)).toEqual({ kind: "nobody" });
  expect(client.getQueryData(["members"])).toBeUndefined();
  expect(storage.length).toBe(0);
  expect(client.getQueryState(placeQuery.queryKey)?.isInvalidated).toBe(true);
  expect(shown).toEqual([]);
});

test("what is refused for any other reason ends nothing", () => {
  const { client, departure, shown, storage } = signedIn();
  const others = [
    refusal(401, "INVALID_CREDENTIALS"),
    refusal(403, "FORBIDDEN"),
    refusal(404, "NOT_FOUND"),
    refusal(412, "PRECONDITION_FAILED"),
    refusal(503, "UNAVAILABLE"),
    problemFrom(new TypeError("Failed to fetch"), undefined),
    new Error("a bug"),
  ];
  for (const error of others) departure.refused(error);
  expect(shown).toEqual([]);
  expect(client.getQueryData(["members"])).toEqual(["secret"]);
  expect(storage.length).toBe(1);
});
