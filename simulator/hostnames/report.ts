import type { Outcome } from "./play.ts";
import { hour, minute, second } from "./scenario.ts";

/** The outcomes as a table in Markdown. */
export function tableOf(outcomes: readonly Outcome[]): string {
  const head = [
    "hostnames",
    "tenants",
    "webhooks",
    "sweep",
    "calls",
    "most calls in 5 min",
    "median",
    "99 %",
    "slowest",
    "slowest of small tenants",
  ];
  const rows = outcomes.map((outcome) => [
    thousands(outcome.scenario.hostnames),
    thousands(outcome.tenants),
    outcome.scenario.webhooks ? "yes" : "no",
    outcome.scenario.sweep ? "yes" : "no",
    thousands(outcome.calls),
    thousands(outcome.mostCallsInFiveMinutes),
    duration(quantile(outcome.delays, 0.5)),
    duration(quantile(outcome.delays, 0.99)),
    duration(quantile(outcome.delays, 1)),
    duration(quantile(outcome.delaysOfSmall, 1)),
  ]);
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, column) => (column === 2 || column === 3 ? "---" : "---:"));
  return [line(head), line(rule), ...rows.map(line)].join("\n");
}

/** @param ascending at least one */
export function quantile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? NaN;
}

function duration(milliseconds: number): string {
  if (milliseconds < minute) return `${Math.round(milliseconds / second)} s`;
  if (milliseconds < hour) return `${Math.round(milliseconds / minute)} min`;
  return `${(milliseconds / hour).toFixed(1)} h`;
}

function thousands(count: number): string {
  return count.toLocaleString("en-US");
}
