import { expect, test } from "vitest";
import { pendingMigrations } from "./schema.ts";

const [a, b, c] = ["a", "b", "c"].map((name) => ({ name, statements: "" })) as [
  { name: string; statements: string },
  { name: string; statements: string },
  { name: string; statements: string },
];

test("what was not applied yet follows, in order", () => {
  expect(pendingMigrations([], [a, b, c])).toEqual({ ok: true, value: [a, b, c] });
  expect(pendingMigrations(["a"], [a, b, c])).toEqual({ ok: true, value: [b, c] });
  expect(pendingMigrations(["a", "b", "c"], [a, b, c])).toEqual({ ok: true, value: [] });
});

test.each([
  ["newer code", ["a", "b"], [a]],
  ["another order", ["b"], [a, b]],
  ["a removed migration", ["a", "b"], [a, c]],
])("storage of %s is refused", (_, applied, known) => {
  expect(pendingMigrations(applied, known)).toMatchObject({ ok: false });
});
