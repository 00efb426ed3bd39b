import { expect, test } from "vitest";
import { ProblemError } from "../../../ui/problem.ts";
import { addingRefusal, checkRefusal, nameRefusal, primaryRefusal, removalRefusal } from "./refusal.ts";

const refused = (reason: unknown) =>
  new ProblemError(422, { code: "HOSTNAME_REFUSED", title: "This name cannot be a hostname.", reason });

test("a domain itself is refused with a name in it that would do", () => {
  expect(nameRefusal(refused("apex"), "acme.com")).toContain("app.acme.com");
});

test("every reason has a sentence of its own, and one that is unknown has the server's", () => {
  const reasons = [
    "not_a_name",
    "too_long",
    "wildcard",
    "ip_address",
    "single_label",
    "public_suffix",
    "apex",
    "own_name",
  ];
  const sentences = reasons.map((reason) => nameRefusal(refused(reason), "x.example"));
  expect(new Set(sentences).size).toBe(reasons.length);
  for (const unknown of ["tomorrow", "constructor", 7, undefined]) {
    expect(nameRefusal(refused(unknown), "x.example")).toBe("This name cannot be a hostname.");
  }
});

test("what is not the name's fault is not said of the name", () => {
  for (const code of ["HOSTNAME_TOO_MANY_PENDING", "HOSTNAME_DAILY_LIMIT", "UNAVAILABLE"]) {
    expect(nameRefusal(new ProblemError(409, { code }), "app.acme.com")).toBeNull();
  }
  expect(addingRefusal(new ProblemError(409, { code: "HOSTNAME_TOO_MANY_PENDING" }))).toContain("Ten hostnames");
  expect(addingRefusal(new ProblemError(429, { code: "HOSTNAME_DAILY_LIMIT" }))).toContain("tomorrow");
});

test("a refused removal says what to do first", () => {
  expect(removalRefusal(new ProblemError(409, { code: "HOSTNAME_IS_PRIMARY" }))).toContain("another host the primary");
  expect(removalRefusal(new ProblemError(409, { code: "HOSTNAME_NEEDED" }))).toContain("sign in as an owner");
  expect(removalRefusal(new ProblemError(412, { code: "PRECONDITION_FAILED" }))).toContain("Decide again");
});

test("a primary host at which nobody could get in is refused with how to get in there", () => {
  expect(primaryRefusal(new ProblemError(409, { code: "SSO_NOT_PROVEN" }))).toContain("sign in there as an owner");
  expect(primaryRefusal(new ProblemError(409, { code: "WRONG_STATE" }))).toContain("not in service");
});

test("one more try than may be on their way is refused as one more hostname is", () => {
  expect(checkRefusal(new ProblemError(409, { code: "HOSTNAME_TOO_MANY_PENDING" }))).toContain("Ten hostnames");
});

test("a look that was not possible has lost nothing", () => {
  expect(checkRefusal(new ProblemError(503, { code: "UNAVAILABLE" }))).toContain("Nothing was changed");
  expect(checkRefusal(new ProblemError(429, { code: "RATE_LIMITED" }))).toContain("Nothing is lost");
});
