import { expect, test } from "vitest";
import { fieldErrorsOf, hasCode, isPassing, problemFrom, sentenceFor } from "./problem.ts";

const document = {
  title: "The request is not valid.",
  code: "INVALID_REQUEST",
  requestId: "req_1",
  errors: [
    { path: "password", message: "must have at least 12 characters" },
    { path: "password", message: "must not be your name" },
    { path: "name", message: "Too long" },
  ],
};

test("a problem keeps its code, its request and the sentence that is safe to show", () => {
  const problem = problemFrom(
    { title: "You are not allowed to do this.", code: "FORBIDDEN", requestId: "req_2" },
    { status: 403 },
  );
  expect(problem).toMatchObject({ status: 403, code: "FORBIDDEN", requestId: "req_2" });
  expect(sentenceFor(problem)).toBe("You are not allowed to do this.");
  expect(hasCode(problem, "FORBIDDEN")).toBe(true);
  expect(hasCode(problem, "NOT_FOUND")).toBe(false);
});

test("each field shows the first thing wrong with it, as a sentence", () => {
  expect(fieldErrorsOf(problemFrom(document, { status: 400 }))).toEqual({
    password: "This must have at least 12 characters.",
    name: "Too long.",
  });
});

test("when to ask again is read where the server says it, and nothing is guessed from anything else", () => {
  const after = (value: string | null) =>
    problemFrom(
      { code: "OVERLOADED" },
      { status: 503, headers: new Headers(value === null ? {} : { "retry-after": value }) },
    ).retryAfterMilliseconds;
  expect(after("2")).toBe(2000);
  expect(after("0")).toBe(0);
  for (const silent of [null, "", "soon", "-1", "1e9", "Fri, 31 Dec 2027 23:59:59 GMT"])
    expect(after(silent)).toBeNull();
});

test("no answer at all is told apart from an answer that is not the API's", () => {
  const silence = problemFrom(new TypeError("Failed to fetch"), undefined);
  expect(silence.code).toBe("NETWORK");
  expect(sentenceFor(silence)).toContain("could not be reached");
  const proxy = problemFrom("<html>Bad gateway</html>", { status: 502 });
  expect(proxy.code).toBe("UNEXPECTED");
  expect(sentenceFor(proxy)).not.toContain("<html>");
});

test("only what may pass by itself is worth asking again", () => {
  expect(isPassing(problemFrom({}, { status: 503 }))).toBe(true);
  expect(isPassing(problemFrom(new TypeError("Failed to fetch"), undefined))).toBe(true);
  expect(isPassing(problemFrom({ code: "NOT_FOUND" }, { status: 404 }))).toBe(false);
  expect(isPassing(new Error("a bug"))).toBe(false);
});

test("what a stranger put into a problem document cannot break the page", () => {
  const odd = problemFrom({ title: 5, code: null, errors: [{ path: 1 }, "x", null] }, { status: 400 });
  expect(odd.errors).toEqual([]);
  expect(odd.code).toBe("UNEXPECTED");
});
