import { expect, test } from "vitest";
import { isDatabaseUnavailable, violatedConstraint } from "./failure.ts";

const withCode = (code: string, more: object = {}) => Object.assign(new Error("x"), { code, ...more });

test.each(["08006", "53300", "57P01", "57P03", "58000", "ECONNREFUSED"])(
  "%s means that Postgres is out of reach",
  (code) => {
    expect(isDatabaseUnavailable(withCode(code))).toBe(true);
  },
);

test.each([
  "Connection terminated unexpectedly",
  "connection attempt failed",
  "The database is out of reach: Failed query: select 1, because: the database system is starting up",
])("so does, without a code: %s", (message) => {
  expect(isDatabaseUnavailable(new Error(message))).toBe(true);
});

test("it is seen through Drizzle's wrapping", () => {
  expect(isDatabaseUnavailable(new Error("Failed query", { cause: withCode("57P03") }))).toBe(true);
});

test.each(["42501", "23505", "42P01"])("%s means that a statement was wrong", (code) => {
  expect(isDatabaseUnavailable(withCode(code))).toBe(false);
});

test("a unique violation names its constraint", () => {
  const violation = withCode("23505", { constraint: "invitations_one_pending" });
  expect(violatedConstraint(new Error("Failed query", { cause: violation }))).toBe("invitations_one_pending");
  expect(violatedConstraint(withCode("23503"))).toBeNull();
});
