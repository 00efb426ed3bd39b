import { expect, it } from "vitest";
import { exhaustedFor } from "./rate-limit.ts";

it.each([
  ['"default";r=0;t=30', 30_000],
  ['"default"; t=30; r=0', 30_000],
  ['"default";r=1;t=30', null],
  ['"default";r=10;t=30', null],
  ['"burst";r=7;t=1, "default";r=0;t=120', 120_000],
  ['"burst";r=0;t=1, "default";r=0;t=120', 120_000],
  ['"default";r=0;t=0', 0],
  ['"default";r=0', null],
  ['"default";r=0;t=soon', null],
  ["r=0;t=30", null],
  ["", null],
  [null, null],
])("of the limits in %j nothing is left for %j milliseconds", (header, milliseconds) => {
  expect(exhaustedFor(header)).toBe(milliseconds);
});
