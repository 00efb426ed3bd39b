import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { newIdentifier } from "../identifiers/identifier.ts";
import { errorText } from "./error-description.ts";
import { logFailure, type LogFields } from "./log.ts";

const printed: string[] = [];
beforeEach(() => {
  printed.length = 0;
  vi.spyOn(console, "error").mockImplementation((...values: unknown[]) => void printed.push(values.join(" ")));
});
afterEach(() => vi.restoreAllMocks());

const canary = "canary-value";

test("is one line of JSON that names the failure, the request, and where it came from", () => {
  const requestId = newIdentifier("req");
  logFailure("request.failed", { requestId }, new TypeError("Not a function"));
  expect(printed).toHaveLength(1);
  expect(printed[0]).not.toContain("\n");
  expect(JSON.parse(printed[0] ?? "")).toEqual({
    failure: "request.failed",
    requestId,
    error: { name: "TypeError", message: "Not a function", stack: expect.any(Array) },
  });
});

test("shows no value of another form than its field has, and no field nobody has named", () => {
  const forms = { requestId: canary, organizationId: `org_${canary}`, outboxId: "1; x", code: canary, detail: canary };
  const fields = { ...forms, password: canary };
  logFailure("request.failed", fields as unknown as LogFields);
  expect(printed[0]).not.toContain(canary);
  expect(printed[0]).not.toContain("1; x");
});

test("shows of a failed statement its code and the schema's names, and neither the statement nor its values", () => {
  const cause = Object.assign(new Error(`duplicate key value violates unique constraint "users_email_key"`), {
    code: "23505",
    table: "users",
    constraint: "users_email_key",
    detail: `Key (email)=(${canary}) already exists.`,
    where: canary,
  });
  const error = Object.assign(new Error(`Failed query: select $1\nparams: ${canary}`, { cause }), {
    query: "select $1",
    params: [canary],
  });
  logFailure("request.failed", {}, error);
  expect(printed[0]).not.toContain(canary);
  expect(JSON.parse(printed[0] ?? "").error).toMatchObject({
    message: "a statement failed",
    cause: { code: "23505", table: "users", constraint: "users_email_key" },
  });
  expect(errorText(error)).not.toContain(canary);
  expect(errorText(error)).toContain("23505");
});

test("shows nothing of what an error holds besides: other properties, odd names, values thrown bare, deep causes", () => {
  const parsed = z.strictObject({ name: z.string() }).safeParse({ [canary]: canary });
  const nested = new Error("outer", { cause: new Error("inner", { cause: { password: canary } }) });
  const renamed = Object.assign(new Error("x"), { name: `Error ${canary}`, code: `${canary} x`, request: { canary } });
  const lying = Object.assign(new Error("x"), {
    stack: `Error: ${canary}\n    at "${canary}" (file:///worker.js:1:1)`,
  });
  for (const error of [parsed.error, nested, renamed, lying, canary, { canary }, [canary], Symbol(canary)]) {
    logFailure("request.failed", {}, error);
    expect(errorText(error)).not.toContain(canary);
  }
  expect(printed.join("\n")).not.toContain(canary);
});

test("bears an error that is its own cause", () => {
  const error = new Error("around");
  error.cause = error;
  logFailure("request.failed", {}, error);
  expect(printed).toHaveLength(1);
});
