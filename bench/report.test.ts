import { expect, it } from "vitest";
import { reportText, type BenchReport } from "./report.ts";

const rounds = [1_000, 3_000, 2_000].map((requestsPerSecond) => ({
  requestsPerSecond,
  p50Milliseconds: 1.234,
  p99Milliseconds: 45.67,
}));

const spread = { medianMilliseconds: 2, p99Milliseconds: 30, worstMilliseconds: 1_234 };

const report: BenchReport = {
  startedAt: "2026-11-21T12:00:00.000Z",
  machine: {
    cores: 2,
    processor: "Some processor",
    memoryGigabytes: 8,
    platform: "linux x64",
    node: "v24.0.0",
    workerd: "1.0.0",
    betterAuth: "1.7.7",
    commit: "abc",
    modified: false,
    loadBefore: 0,
  },
  options: {
    rounds: 3,
    seconds: 1,
    connections: [32],
    tenants: [1],
    subjects: ["bare", "strict-cookie"],
    revocations: 1,
    pages: 0,
  },
  cells: [{ subject: "bare", tenants: 1, connections: 32, rounds }],
  ratios: [
    { claim: "strict / bare + one call", tenants: 1, connections: 32, wanted: 1, measured: 1.5 },
    { claim: "leased / bare", tenants: 1, connections: 32, wanted: 0.8, measured: 0.7 },
    { claim: "leased / bare", tenants: 1_000, connections: 32, wanted: 0.8, measured: 0.8 },
  ],
  revocations: {
    strict: {
      tries: 1,
      acknowledged: spread,
      refused: spread,
      sentAfterwards: 3,
      admittedAfterwards: 0,
      admittedMeanwhile: 2,
    },
  },
  crowd: null,
};

it("shows the medians of the rounds", () => {
  expect(reportText(report)).toMatch(/bare: Hono.* 2,000 +1\.23 +45\.7\n/);
});

it("says of every ratio whether it is what was wanted, and leaves open what was not measured", () => {
  const text = reportText(report);
  expect(text).toMatch(/strict \/ bare \+ one call +≥ 1 +1\.50 ✓\n/);
  expect(text).toMatch(/leased \/ bare +≥ 0\.8 +0\.70 ✗ +0\.80 ✓\n/);
});

it("says how many were admitted after the acknowledgement", () => {
  expect(reportText(report)).toMatch(/strict +1 +2\.00 \/ 30\.0 \/ 1,234 .* 3 +0$/);
});

it("says what many pages cost, where that was measured", () => {
  expect(reportText(report)).not.toContain("live pages");
  const crowd = {
    pages: 5_000,
    kilobytesPerPage: 87.3,
    admittedAlone: spread,
    admittedAmongAll: spread,
    acknowledgedAfterMilliseconds: 1_700,
    allClosedAfterMilliseconds: 2_400,
  };
  const text = reportText({ ...report, crowd });
  expect(text).toMatch(/5,000 live pages/);
  expect(text).toMatch(/per page +87\.3 kB\n/);
  expect(text).toMatch(/all pages closed after +2,400 ms/);
});

it("warns of figures from a busy machine", () => {
  expect(reportText(report)).not.toContain("busy");
  expect(reportText({ ...report, machine: { ...report.machine, loadBefore: 1.9 } })).toContain("busy");
});
