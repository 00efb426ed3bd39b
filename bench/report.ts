import type { CrowdReport } from "./crowd.ts";
import type { MachineFacts } from "./machine.ts";
import type { Cell } from "./measurement.ts";
import type { BenchOptions } from "./options.ts";
import type { MeasuredRatio } from "./ratios.ts";
import type { RevocationReport } from "./revocation.ts";
import type { Spread } from "./spread.ts";
import { median } from "./statistics.ts";
import { subjectLabels } from "./subject.ts";
import { alignedTable } from "./table.ts";

/** All of one run, as it is written to `bench/results/`. */
export interface BenchReport {
  readonly startedAt: string;
  readonly machine: MachineFacts;
  readonly options: BenchOptions;
  readonly cells: readonly Cell[];
  readonly ratios: readonly MeasuredRatio[];
  readonly revocations: Readonly<Record<string, RevocationReport>>;
  /** Null when it was not asked for. */
  readonly crowd: CrowdReport | null;
}

/** The run as a person reads it. */
export function reportText({ machine, cells, ratios, revocations, crowd }: BenchReport): string {
  const busy =
    machine.loadBefore > busyLoad ? `\nThe machine was busy before (load ${figure(machine.loadBefore)}).` : "";
  const head = `${machine.processor}, ${machine.cores} cores, Node ${machine.node}, workerd ${machine.workerd}${busy}`;
  const sections = [
    head,
    ...speedSections(cells),
    ratioSection(ratios),
    revocationSection(revocations),
    crowdSection(crowd),
  ];
  return sections.filter((section) => section !== "").join("\n\n");
}

/** Above this, something else was running. */
const busyLoad = 0.7;

/** One table per number of tenants, the medians of the rounds. */
function speedSections(cells: readonly Cell[]): string[] {
  return [...new Set(cells.map(({ tenants }) => tenants))].map((tenants) => {
    const here = cells.filter((cell) => cell.tenants === tenants);
    const connections = [...new Set(here.map((cell) => cell.connections))];
    const rows = [...new Set(here.map(({ subject }) => subject))].map((subject) => [
      subjectLabels[subject],
      ...connections.flatMap((count) => {
        const cell = here.find((one) => one.subject === subject && one.connections === count);
        if (cell === undefined) return ["", "", ""];
        const { rounds } = cell;
        return [
          figure(median(rounds.map(({ requestsPerSecond }) => requestsPerSecond))),
          figure(median(rounds.map(({ p50Milliseconds }) => p50Milliseconds))),
          figure(median(rounds.map(({ p99Milliseconds }) => p99Milliseconds))),
        ];
      }),
    ]);
    const header = ["", ...connections.flatMap((count) => [`req/s @${count}`, "p50 ms", "p99 ms"])];
    return `${tenantsText(tenants)}\n${alignedTable([header, ...rows])}`;
  });
}

function ratioSection(ratios: readonly MeasuredRatio[]): string {
  if (ratios.length === 0) return "";
  const loads = [...new Set(ratios.map(loadOf))];
  const rows = [...new Set(ratios.map(({ claim }) => claim))].map((claim) => {
    const own = ratios.filter((ratio) => ratio.claim === claim);
    const wanted = own.find((ratio) => ratio.wanted !== null)?.wanted;
    const measured = loads.map((load) => own.find((ratio) => loadOf(ratio) === load)).map(measuredText);
    return [claim, wanted === undefined || wanted === null ? "" : `≥ ${wanted}`, ...measured];
  });
  const title = "Requests per second as ratios (the slower of cookie and JWT; ✗ is less than wanted)";
  return `${title}\n${alignedTable([["", "wanted", ...loads], ...rows])}`;
}

function measuredText(ratio: MeasuredRatio | undefined): string {
  if (ratio === undefined) return "";
  if (ratio.wanted === null) return `${figure(ratio.measured)}  `;
  return `${figure(ratio.measured)} ${ratio.measured >= ratio.wanted ? "✓" : "✗"}`;
}

function loadOf({ tenants, connections }: MeasuredRatio): string {
  return `${tenants} × @${connections}`;
}

function revocationSection(revocations: BenchReport["revocations"]): string {
  const rows = Object.entries(revocations).map(([mode, report]) => [
    mode,
    String(report.tries),
    spreadText(report.acknowledged),
    spreadText(report.refused),
    String(report.sentAfterwards),
    String(report.admittedAfterwards),
  ]);
  if (rows.length === 0) return "";
  const header = ["", "tries", "acknowledged ms", "then refused ms", "sent afterwards", "admitted afterwards"];
  return `Revocation of sessions in use (median / p99 / worst)\n${alignedTable([header, ...rows])}`;
}

function crowdSection(crowd: CrowdReport | null): string {
  if (crowd === null) return "";
  return `${crowd.pages.toLocaleString("en")} live pages at one gatekeeper, then everybody signed out\n${alignedTable([
    ["memory of workerd per page", `${figure(crowd.kilobytesPerPage)} kB`],
    ["GET /api/me before (median / p99 / worst)", `${spreadText(crowd.admittedAlone)} ms`],
    ["GET /api/me among them", `${spreadText(crowd.admittedAmongAll)} ms`],
    ["acknowledged after", `${figure(crowd.acknowledgedAfterMilliseconds)} ms`],
    ["all pages closed after", `${figure(crowd.allClosedAfterMilliseconds)} ms`],
  ])}`;
}

function spreadText(spread: Spread): string {
  const { medianMilliseconds, p99Milliseconds, worstMilliseconds } = spread;
  return [medianMilliseconds, p99Milliseconds, worstMilliseconds].map(figure).join(" / ");
}

function tenantsText(tenants: number): string {
  return tenants === 1 ? "One hot tenant" : `${tenants.toLocaleString("en")} tenants`;
}

/** Three significant digits, no more than were measured. */
function figure(value: number): string {
  if (value >= 100) return Math.round(value).toLocaleString("en");
  return value >= 10 ? value.toFixed(1) : value.toFixed(2);
}
