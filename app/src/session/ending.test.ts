import { expect, test } from "vitest";
import { problemFrom } from "../../../ui/problem.ts";
import { endingFrom, endingOfProblem, endingOfRefusal, endings, endingSentences } from "./ending.ts";

test("a wrong password is a 401 that ends nobody's session", () => {
  expect(endingOfProblem(problemFrom({ code: "INVALID_CREDENTIALS" }, { status: 401 }))).toBeNull();
  expect(endingOfProblem(problemFrom({ code: "SIGN_IN_INTERRUPTED" }, { status: 401 }))).toBeNull();
});

test("being refused or unreachable is not being signed out", () => {
  expect(endingOfProblem(problemFrom({ code: "FORBIDDEN" }, { status: 403 }))).toBeNull();
  expect(endingOfProblem(problemFrom({ code: "UNAVAILABLE" }, { status: 503 }))).toBeNull();
  expect(endingOfProblem(problemFrom(new TypeError("Failed to fetch"), undefined))).toBeNull();
  expect(endingOfProblem(new Error("a bug"))).toBeNull();
});

test("the API and the live connection tell the same ending alike", () => {
  const of = (code: string) => endingOfProblem(problemFrom({ code }, { status: 401 }));
  expect(of("SESSION_REVOKED")).toBe(endingOfRefusal("session_revoked"));
  expect(of("USER_REVOKED")).toBe(endingOfRefusal("user_revoked"));
  expect(of("ORGANIZATION_REVOKED")).toBe(endingOfRefusal("org_revoked"));
  expect(of("SESSION_EXPIRED")).toBe(endingOfRefusal("expired"));
  expect(of("SESSION_IDLE")).toBe(endingOfRefusal("idle"));
  expect(of("SIGNED_OUT")).toBe(endingOfRefusal("signed_out"));
});

test("nobody is left to guess that it was for want of use", () => {
  expect(endingSentences[endingOfRefusal("idle")]).toContain("not used");
  expect(endingSentences.expired).not.toBe(endingSentences.idle);
});

test("what somebody wrote into the address is never shown as a message", () => {
  expect(endingFrom("Call 555-0100 to unlock your account")).toBeUndefined();
  expect(endingFrom("toString")).toBeUndefined();
  for (const ending of endings) expect(endingSentences[endingFrom(ending) ?? "expired"]).not.toBe("");
});
