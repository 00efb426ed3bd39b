import { expect, it } from "vitest";
import type { Cell } from "./measurement.ts";
import { measuredRatios } from "./ratios.ts";
import type { SubjectName } from "./subject.ts";

function cell(subject: SubjectName, speeds: readonly number[], connections = 32): Cell {
  const rounds = speeds.map((requestsPerSecond) => ({ requestsPerSecond, p50Milliseconds: 1, p99Milliseconds: 2 }));
  return { subject, tenants: 1, connections, rounds };
}

it("the slower of cookie and JWT stands for Gatehouse", () => {
  const cells = [cell("bare", [100]), cell("leased-cookie", [90]), cell("leased-token", [85])];
  expect(measuredRatios(cells)).toEqual([
    { claim: "leased / bare", tenants: 1, connections: 32, wanted: 0.8, measured: 0.85 },
  ]);
});

it("what was not measured is left out", () => {
  expect(measuredRatios([cell("strict-cookie", [90]), cell("strict-token", [90])])).toEqual([]);
  expect(measuredRatios([cell("bare", [90]), cell("leased-token", [81])])).toHaveLength(1);
});

it("nothing is wanted of one connection", () => {
  const cells = [cell("bare-rpc", [100], 1), cell("strict-cookie", [80], 1)];
  expect(measuredRatios(cells)).toMatchObject([{ wanted: null, measured: 0.8 }]);
});
