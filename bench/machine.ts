import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, totalmem } from "node:os";
import { join } from "node:path";

/** Where and what was measured. */
export interface MachineFacts {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGigabytes: number;
  readonly platform: string;
  readonly node: string;
  readonly workerd: string;
  readonly betterAuth: string;
  readonly commit: string;
  /** Whether files differ from the commit. */
  readonly modified: boolean;
  /** Processes that wanted a core during the minute before. */
  readonly loadBefore: number;
}

export function machineFacts(root: string): MachineFacts {
  const git = (...args: string[]): string =>
    spawnSync("git", args, { cwd: root, encoding: "utf8" }).stdout?.trim() ?? "";
  const versionOf = (name: string): string => {
    const description = readFileSync(join(root, "node_modules", name, "package.json"), "utf8");
    return (JSON.parse(description) as { version: string }).version;
  };
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model ?? "unknown",
    memoryGigabytes: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    workerd: versionOf("workerd"),
    betterAuth: versionOf("better-auth"),
    commit: git("rev-parse", "HEAD"),
    modified: git("status", "--porcelain") !== "",
    loadBefore: loadavg()[0] ?? 0,
  };
}
