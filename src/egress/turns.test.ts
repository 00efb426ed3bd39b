import { expect, test } from "vitest";
import { inTurns } from "./turns.ts";

test("many are asked about five at a time, and answered in their order", async () => {
  let [asked, most] = [0, 0];
  const answers = await inTurns([...Array(12).keys()], async (item) => {
    asked += 1;
    most = Math.max(most, asked);
    await Promise.resolve();
    asked -= 1;
    return item * 2;
  });
  expect(most).toBe(5);
  expect(answers).toEqual([...Array(12).keys()].map((item) => item * 2));
});
