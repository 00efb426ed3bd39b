import { expect, test } from "vitest";
import { inspect, type Questions } from "./inspection.ts";

const well: Questions = {
  database: () => Promise.resolve([]),
  identity: () => Promise.resolve({ database: "reachable" }),
  gatekeepers: () => Promise.resolve(),
  hints: () => Promise.resolve(null),
};
const limit = 20;
const never = (): Promise<never> => new Promise(() => undefined);

async function statusOf(name: keyof Questions, question: () => Promise<never>): Promise<unknown> {
  const { components } = await inspect({ ...well, [name]: question }, () => 0, limit);
  return components.find((component) => component.name === name)?.status;
}

test("whatever a part answers, even nothing, is an answer", async () => {
  expect((await inspect(well, () => 0)).status).toBe("ok");
});

test.each(["database", "identity", "gatekeepers", "hints"] as const)(
  "when %s fails, fails before it begins, or never answers, there is a report that says so",
  async (name) => {
    expect(await statusOf(name, () => Promise.reject(new Error("10.0.0.1 is secret")))).toBe("down");
    expect(
      await statusOf(name, () => {
        throw new Error("no binding");
      }),
    ).toBe("down");
    expect(await statusOf(name, never)).toBe("down");
  },
);

test("nothing of an error gets into the report", async () => {
  const failing = () => Promise.reject(new Error("password authentication failed for user gatehouse_server"));
  const report = await inspect({ database: failing, identity: failing, gatekeepers: failing, hints: failing }, () => 0);
  expect(JSON.stringify(report)).not.toMatch(/password authentication|gatehouse_/);
});

test("all parts are asked at once: the report takes as long as the slowest, not as all of them", async () => {
  const asked: string[] = [];
  const silent = (name: string) => () => {
    asked.push(name);
    return never();
  };
  const questions = {
    database: silent("database"),
    identity: silent("identity"),
    gatekeepers: silent("gatekeepers"),
    hints: silent("hints"),
  };
  const report = inspect(questions, () => 0, limit);
  expect(asked).toHaveLength(4);
  expect((await report).status).toBe("down");
});

test("a sign-in part that cannot reach its database is told apart from one that is silent", async () => {
  const unready = { ...well, identity: () => Promise.resolve({ database: "unreachable" } as const) };
  const { components } = await inspect(unready, () => 0);
  expect(components.find(({ name }) => name === "identity")?.status).toBe("degraded");
});
