import { expect, test } from "vitest";
import { problemFrom } from "../../../ui/problem.ts";
import { isAboutOperator, problemOf } from "./answer.ts";

test("a problem of our Worker is kept as it is", () => {
  const body = { title: "This slug is already taken.", code: "SLUG_TAKEN", requestId: "req_1" };
  expect(problemOf(body, { status: 409, type: "basic" })).toMatchObject({ code: "SLUG_TAKEN", requestId: "req_1" });
});

test("when Access answers instead of the Worker, it is the Access session that is missing", () => {
  expect(problemOf("Sign in at Access first.\n", { status: 401, type: "basic" }).code).toBe("ACCESS_REQUIRED");
  expect(problemOf("", { status: 0, type: "opaqueredirect" }).code).toBe("ACCESS_REQUIRED");
});

test("no answer at all is the network's fault, not the Access session's", () => {
  expect(problemOf(new TypeError("Failed to fetch"), undefined).code).toBe("NETWORK");
});

test("only three problems are about the operator rather than the question", () => {
  const about = (code: string): boolean => isAboutOperator(problemFrom({ code }, { status: 403 }));
  expect(["ACCESS_REQUIRED", "ENROLLMENT_REQUIRED", "OPERATOR_DEACTIVATED"].every(about)).toBe(true);
  expect(["FORBIDDEN", "UNAVAILABLE", "ENROLLMENT_REFUSED"].some(about)).toBe(false);
});
