import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("a search without options plays ten thousand histories, others every time, on every core", () => {
  const options = readOptions([], 7);
  expect(options).toMatchObject({ ok: true, value: { runs: 10_000, seed: 7, path: null } });
});

test("everything can be said on the command line", () => {
  const options = readOptions(["--runs", "50", "--seed", "3", "--workers", "1"], 7);
  expect(options).toEqual({ ok: true, value: { runs: 50, seed: 3, workers: 1, path: null } });
});

test("one history is played again by its seed and path", () => {
  expect(readOptions(["--seed", "3", "--path", "17"], 7)).toMatchObject({ ok: true, value: { seed: 3, path: "17" } });
});

test.each([
  [["--runs", "0"], /Runs/],
  [["--runs", "many"], /Runs/],
  [["--seed", "-1"], /seed/i],
  [["--seed=1.5"], /seed/i],
  [["--seed", "2147483648"], /seed/i],
  [["--workers", "0"], /Workers/],
  [["--path", "17"], /needs the seed/],
  [["--seed", "3", "--path", "first"], /path/],
  [["--fast"], /--fast/],
  [["100"], /100/],
])("%j is refused, and why is said", (args, why) => {
  const options = readOptions(args, 7);
  expect(options).toEqual({ ok: false, failure: expect.stringMatching(why) });
});
