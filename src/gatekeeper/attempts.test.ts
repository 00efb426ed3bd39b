import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { askGatekeeper } from "./attempts.ts";
import type { Gatekeeper } from "./contract.ts";

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Gives out a stub per attempt; what each attempt does is scripted. */
function stubs(...attempts: (() => Promise<object>)[]) {
  const given: Gatekeeper[] = [];
  return {
    given,
    stub: () => {
      const gatekeeper = {} as Gatekeeper;
      given.push(gatekeeper);
      return gatekeeper;
    },
    question: async () => (attempts[given.length - 1] ?? (() => Promise.reject(new Error("asked too often"))))(),
  };
}

const fails = (flags: object) => () => Promise.reject(Object.assign(new Error("broken"), flags));
const answer = { kind: "answer" };
const answers = () => Promise.resolve(answer);

describe("asking a gatekeeper", () => {
  it("returns the first answer", async () => {
    const { given, stub, question } = stubs(answers);
    expect(await askGatekeeper(stub, question)).toBe(answer);
    expect(given).toHaveLength(1);
  });

  it("tries once more, with another stub, when that is worth it", async () => {
    const { given, stub, question } = stubs(fails({ retryable: true }), answers);
    expect(await askGatekeeper(stub, question)).toBe(answer);
    expect(given[0]).not.toBe(given[1]);
  });

  it.each([
    ["an overloaded object", { retryable: true, overloaded: true }, "overloaded"],
    ["a failure nobody calls retryable", {}, "unreachable"],
  ])("does not press %s", async (_, flags, why) => {
    const { given, stub, question } = stubs(fails(flags), answers);
    expect(await askGatekeeper(stub, question)).toBe(why);
    expect(given).toHaveLength(1);
  });

  it("gives up after the second attempt", async () => {
    const { given, stub, question } = stubs(fails({ retryable: true }), fails({ retryable: true }), answers);
    expect(await askGatekeeper(stub, question)).toBe("unreachable");
    expect(given).toHaveLength(2);
  });

  it("does not wait for ever", async () => {
    const { stub, question } = stubs(() => new Promise(() => {}));
    const asked = askGatekeeper(stub, question);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(await asked).toBe("unreachable");
  });
});
