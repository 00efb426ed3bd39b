import { expect, test } from "vitest";
import { answering } from "./surface.ts";

test("an answer passes as it is, whether it was waited for or not", async () => {
  expect(await answering(() => 1)).toBe(1);
  expect(await answering(async () => 2)).toBe(2);
});

test("an error of a statement leaves without the statement's values", async () => {
  const error = Object.assign(new Error("Failed query: select $1\nparams: canary"), { params: ["canary"] });
  const left = await answering(() => Promise.reject(error)).catch((thrown: unknown) => thrown);
  expect(String(left)).toContain("a statement failed");
  expect(JSON.stringify(left, Object.getOwnPropertyNames(left as object))).not.toContain("canary");
});

test.each(["retryable", "overloaded", "durableObjectReset", "remote"])(
  "an error the runtime has marked as %s keeps its mark",
  async (flag) => {
    const error = Object.assign(new Error("Network connection lost."), { [flag]: true });
    await expect(answering(() => Promise.reject(error))).rejects.toBe(error);
  },
);
