import { beforeEach, describe, expect, test, vi } from "vitest";
import { beginAttempt, type AttemptTools } from "./attempt.ts";
import type { Beginning, Counter } from "./contract.ts";
import type { AttemptLimit } from "./limits.ts";

beforeEach(() => {
  vi.spyOn(console, "error").mockImplementation(() => undefined);
});

const refused: Beginning = { allowed: false, retryAfterSeconds: 60, until: 60_000, first: true };

/** Counters by key that answer as scripted, and all they are told. */
function counters(script: Readonly<Record<string, Beginning | "broken">>) {
  const told: string[] = [];
  const work: Promise<unknown>[] = [];
  const tools: AttemptTools = {
    requestId: "req_1",
    id: "req_1/1",
    counter: (key): Counter => ({
      async begin() {
        const answer = script[key] ?? { allowed: true };
        told.push(`begin ${key}`);
        if (answer === "broken") throw new Error("out of reach");
        return answer;
      },
      settle: async ({ counts }) => void told.push(`settle ${key} ${counts}`),
      clear: async () => void told.push(`clear ${key}`),
    }),
    anchor: (one) => work.push(one),
  };
  return { told, tools, done: () => Promise.all(work) };
}

const limit = (key: string): AttemptLimit => ({
  key,
  policy: { limit: 1, windowMilliseconds: 1 },
  advice: `wait for ${key}`,
  blocks: null,
});
const limits = [limit("address"), limit("account")];

describe("an attempt", () => {
  test("is begun with every limit, and settled with every one", async () => {
    const { told, tools, done } = counters({});
    const attempt = await beginAttempt(limits, tools);
    if (attempt === "unanswered" || !attempt.begun) throw new Error("It was not begun");
    expect(
      await attempt.judge(
        (outcome) => outcome === "wrong",
        async () => "wrong",
      ),
    ).toBe("wrong");
    await done();
    expect(told).toEqual(["begin address", "begin account", "settle address true", "settle account true"]);
  });

  test("whose judge broke down does not count", async () => {
    const { told, tools, done } = counters({});
    const attempt = await beginAttempt([limit("address")], tools);
    if (attempt === "unanswered" || !attempt.begun) throw new Error("It was not begun");
    const judged = attempt.judge(
      () => true,
      () => Promise.reject(new Error("down")),
    );
    await expect(judged).rejects.toThrow("down");
    await done();
    expect(told).toEqual(["begin address", "settle address false"]);
  });

  test("that one limit refuses counts with no other, and is not asked of those behind", async () => {
    const { told, tools, done } = counters({ account: refused });
    const attempt = await beginAttempt([...limits, limit("tenant")], tools);
    await done();
    expect(attempt).toEqual({ begun: false, limit: limits[1], refusal: refused });
    expect(told).toEqual(["begin address", "begin account", "settle address false"]);
  });

  test("that cannot be counted is not judged, and what may have been counted of it is taken back", async () => {
    const { told, tools, done } = counters({ account: "broken" });
    expect(await beginAttempt(limits, tools)).toBe("unanswered");
    await done();
    expect(told.slice(2).toSorted()).toEqual(["settle account false", "settle address false"]);
  });
});
