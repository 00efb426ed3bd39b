import { Log, LogLevel } from "miniflare";
import type { V4WorkerdStructuredLog } from "miniflare";

export type Report = (line: string) => void;

/** Passes on what Miniflare itself has to say, which is little: only what went wrong. */
export class PlatformLog extends Log {
  readonly #report: Report;

  constructor(report: Report) {
    super(LogLevel.WARN);
    this.#report = report;
  }

  protected override log(message: string): void {
    this.#report(message);
  }
}

/** Turns what Workers print into lines for the terminal. */
export function workerLogs(report: Report): (log: V4WorkerdStructuredLog) => void {
  return ({ level, message }) => {
    report(level === "log" || level === "info" ? message : `${level}: ${message}`);
  };
}
