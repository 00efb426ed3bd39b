import { expect, it } from "vitest";
import { turnLength } from "./turn-length.ts";

it("who answers fast has turns of the usual length", () => {
  expect(turnLength(1.4, 256, 10_000)).toEqual({ seconds: 1.4, leadSeconds: 0.2 });
});

it("who answers slowly has the time to answer every connection, before it counts and while it counts", () => {
  const { seconds, leadSeconds } = turnLength(1.4, 256, 100);
  expect(leadSeconds).toBeGreaterThan(2.56);
  expect(seconds).toBeGreaterThan(2.56);
});
