import { expect, test } from "vitest";
import { countOf } from "./count.ts";

const all = <Item>(items: readonly Item[]) => items;

test("a list that goes on is not counted as if it ended", () => {
  expect(countOf([{ items: [1, 2, 3], nextCursor: null }], all)).toBe("3");
  expect(
    countOf(
      [
        { items: [1, 2], nextCursor: "x" },
        { items: [3], nextCursor: "y" },
      ],
      all,
    ),
  ).toBe("3+");
  expect(
    countOf(
      [
        { items: [1, 2], nextCursor: "x" },
        { items: [3], nextCursor: null },
      ],
      all,
    ),
  ).toBe("3");
});

test("only what is asked for is counted", () => {
  expect(countOf([{ items: [1, 2, 3, 4], nextCursor: null }], (items) => items.filter((item) => item > 2))).toBe("2");
});
