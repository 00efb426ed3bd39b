import { expect, test } from "vitest";
import { isAboutOperator, isPassing, Refusal, refusalOf } from "./refusal.ts";

const problem = {
  type: "urn:gatehouse:problem:slug-taken",
  title: "This slug is already taken.",
  status: 409,
  code: "SLUG_TAKEN",
  requestId: "req_1",
};

test("a problem keeps its code, its sentence and its request id", () => {
  expect(refusalOf(problem, { status: 409, type: "basic" })).toMatchObject({
    code: "SLUG_TAKEN",
    message: "This slug is already taken.",
    requestId: "req_1",
    fields: [],
  });
});

test("the detail of a problem is preferred over its title, and its fields are kept", () => {
  const errors = [{ path: "name", message: "must not be empty" }];
  expect(refusalOf({ ...problem, detail: "Say more.", errors }, { status: 400, type: "basic" })).toMatchObject({
    message: "Say more.",
    fields: errors,
  });
});

test("when Access answers instead of the Worker, it is the Access session that is missing", () => {
  expect(refusalOf("Sign in at Access first.\n", { status: 401, type: "basic" }).code).toBe("ACCESS_REQUIRED");
  expect(refusalOf("", { status: 0, type: "opaqueredirect" }).code).toBe("ACCESS_REQUIRED");
});

test("a gateway's page is a passing trouble, anything else that is not ours is not", () => {
  expect(isPassing(refusalOf("<html>", { status: 503, type: "basic" }))).toBe(true);
  expect(isPassing(refusalOf("<html>", { status: 500, type: "basic" }))).toBe(false);
  expect(refusalOf(new SyntaxError("not JSON"), { status: 200, type: "basic" }).code).toBe("INTERNAL");
});

test("no answer at all means offline, which passes", () => {
  const refusal = refusalOf(new TypeError("Failed to fetch"), null);
  expect(refusal.code).toBe("OFFLINE");
  expect(isPassing(refusal)).toBe(true);
});

test("only three refusals are about the operator rather than the question", () => {
  const about = (code: Refusal["code"]): boolean => isAboutOperator(new Refusal(code, ""));
  expect(about("ACCESS_REQUIRED") && about("ENROLLMENT_REQUIRED") && about("OPERATOR_DEACTIVATED")).toBe(true);
  expect(about("FORBIDDEN") || about("UNAVAILABLE") || about("ENROLLMENT_REFUSED")).toBe(false);
});
