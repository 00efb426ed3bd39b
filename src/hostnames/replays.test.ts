import { expect, test } from "vitest";
import { Replays } from "./replays.ts";

function told() {
  const clock = { now: 1_000_000 };
  const replays = new Replays(() => clock.now);
  const done: string[] = [];
  const tell = (id: string) => replays.once({ id }, async () => void done.push(id));
  return { clock, replays, done, tell };
}

test("what is told again word for word is done once, also when it comes at the same time", async () => {
  const { done, tell } = told();
  await Promise.all(Array.from({ length: 50 }, () => tell("a")));
  await tell("b");
  await tell("a");
  expect(done).toEqual(["a", "b"]);
});

test("it is done again after a minute, and when the clock was set back", async () => {
  const { clock, done, tell } = told();
  await tell("a");
  clock.now += 59_999;
  await tell("a");
  expect(done).toEqual(["a"]);
  clock.now += 1;
  await tell("a");
  clock.now -= 1;
  await tell("a");
  expect(done).toEqual(["a", "a", "a"]);
});

test("what could not be done may be told again", async () => {
  const { replays, done, tell } = told();
  await expect(replays.once({ id: "a" }, () => Promise.reject(new Error("No database")))).rejects.toThrow();
  await tell("a");
  expect(done).toEqual(["a"]);
});

test("no more than a thousand are remembered", async () => {
  const { done, tell } = told();
  for (let count = 0; count <= 1_000; count += 1) await tell(String(count));
  await tell("1000");
  expect(done).toHaveLength(1_001);
  await tell("0");
  expect(done).toHaveLength(1_002);
});
