import { expect, test } from "vitest";
import { decodeCursor, encodeCursor, pageFrom } from "./page.ts";

const position = { at: "2026-11-21 04:00:00.123456+00", id: "aud_1" };

test("a cursor comes back with every microsecond", () => {
  expect(decodeCursor(encodeCursor(position))).toEqual({ ok: true, value: position });
});

test("no cursor is the first page", () => {
  expect(decodeCursor(undefined)).toEqual({ ok: true, value: null });
});

test.each(["", "x", "!!!", btoa("[]"), btoa('["yesterday","x"]'), btoa('["2026-11-21 04:00:00+00",7]'), btoa("null")])(
  "%s is no cursor",
  (cursor) => {
    expect(decodeCursor(cursor)).toEqual({ ok: false, failure: "malformed" });
  },
);

test("the extra row says that there is more, and is not shown", () => {
  const rows = [1, 2, 3].map((number) => ({ at: `2026-11-21 04:00:0${number}+00`, id: String(number) }));
  const page = pageFrom(rows, 2, (row) => row);
  expect(page.items).toHaveLength(2);
  expect(decodeCursor(page.nextCursor ?? "")).toEqual({ ok: true, value: rows[1] });
  expect(pageFrom(rows, 3, (row) => row).nextCursor).toBeNull();
});
