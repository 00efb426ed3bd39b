import { expect, test } from "vitest";
import { newEntries, withNewest } from "./newest.ts";

const page = (ids: string, nextCursor: string | null = "more") => ({
  items: ids.split("").map((id) => ({ id })),
  nextCursor,
});
const listOf = (...pages: ReturnType<typeof page>[]) => ({ pages, pageParams: pages.map(() => null) });
const told = (list: { pages: readonly { items: readonly { id: string }[] }[] }) =>
  list.pages.map(({ items }) => items.map(({ id }) => id).join(""));

test("what is new comes first, nothing twice", () => {
  const list = listOf(page("fed"), page("cba", null));
  expect(newEntries(list, page("hgf")).map(({ id }) => id)).toEqual(["h", "g"]);
  expect(told(withNewest(list, page("hgf")))).toEqual(["hgfed", "cba"]);
});

test("an entry that was written late takes its place among those that are shown", () => {
  expect(told(withNewest(listOf(page("fed"), page("cba", null)), page("fxe")))).toEqual(["fxed", "cba"]);
});

test("an entry that a longer list has further down is not shown a second time", () => {
  expect(told(withNewest(listOf(page("f"), page("ed"), page("cba", null)), page("gfed")))).toEqual(["gfed", "", "cba"]);
});

test("where more has happened than a page holds, the list begins anew and misses nothing", () => {
  const fresh = withNewest(listOf(page("cb"), page("a", null)), page("zyx", "older"));
  expect(told(fresh)).toEqual(["zyx"]);
  expect([fresh.pages[0]?.nextCursor, fresh.pageParams]).toEqual(["older", [null]]);
});

test("a log that fits on one page is that page", () => {
  expect(told(withNewest(listOf(page("", null)), page("ba", null)))).toEqual(["ba"]);
  expect(told(withNewest(listOf(page("ba", null)), page("", null)))).toEqual(["ba"]);
});
