import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/** Children carry this variable, so that a later start can find what a killed one left behind. */
export const OWNER_VARIABLE = "GATEHOUSE_STATE";

/**
 * Ends what an earlier platform on this state left running when it was killed. Two PostgreSQL or workerd
 * processes on the same files would destroy them. Call it only while holding the state's lock.
 * Returns how many were ended.
 */
export async function endOrphans(statePath: string): Promise<number> {
  const found = await processesOf(statePath);
  // PostgreSQL takes SIGINT as "stop now, cleanly"; workerd keeps its SQLite files whole however it dies.
  signal(found, "SIGINT");
  if (found.length > 0 && !(await gone(statePath, 10_000))) {
    signal(await processesOf(statePath), "SIGKILL");
    await gone(statePath, 5_000);
  }
  return found.length;
}

async function processesOf(statePath: string): Promise<number[]> {
  const marker = `${OWNER_VARIABLE}=${statePath}`;
  if (process.platform !== "linux") {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-E", "-ww", "-o", "pid=,command="]);
    const lines = stdout.split("\n").filter((line) => line.split(/\s+/).includes(marker));
    return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid !== process.pid);
  }
  const pids: number[] = [];
  for (const entry of await readdir("/proc")) {
    const pid = Number(entry);
    if (!Number.isInteger(pid) || pid === process.pid) continue;
    // Other users' processes cannot be read; none of them is ours. A dead process that nobody has collected
    // yet has no environment any more, so it does not count.
    const environment = await readFile(`/proc/${entry}/environ`, "utf8").catch(() => "");
    if (environment.split("\0").includes(marker)) pids.push(pid);
  }
  return pids;
}

function signal(pids: readonly number[], name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It ended in the meantime.
    }
  }
}

async function gone(statePath: string, withinMs: number): Promise<boolean> {
  const until = Date.now() + withinMs;
  while ((await processesOf(statePath)).length > 0) {
    if (Date.now() > until) return false;
    await new Promise((done) => setTimeout(done, 50));
  }
  return true;
}
