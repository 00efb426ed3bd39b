import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { WebSocket } from "ws";
import { ask } from "./ask.ts";
import type { Gatehouse } from "./gatehouse.ts";
import { inParallel } from "./parallel.ts";
import type { Person } from "./people.ts";
import { spread, type Spread } from "./spread.ts";

/** What very many open pages of one organization cost its gatekeeper, and what becomes of them. */
export interface CrowdReport {
  readonly pages: number;
  /** Of workerd, sockets of the server and of the object together. */
  readonly kilobytesPerPage: number;
  /** `GET /api/me`, one at a time, before there were any pages and while all were open. */
  readonly admittedAlone: Spread;
  readonly admittedAmongAll: Spread;
  /** From the call that ends everybody's sessions to its answer, and to the end of the last page. */
  readonly acknowledgedAfterMilliseconds: number;
  readonly allClosedAfterMilliseconds: number;
}

/** Opens many live pages at one gatekeeper, and then ends all of its organization's sessions. */
export async function gatherCrowd(
  gatehouse: Gatehouse,
  watchers: readonly Person[],
  pages: number,
  interrupted: AbortSignal,
): Promise<CrowdReport> {
  const { address } = gatehouse;
  const [owner] = watchers;
  if (owner === undefined) throw new Error("Nobody watches");
  const headers = gatehouse.browserHeaders(owner);
  const me = async (): Promise<number> => {
    const from = performance.now();
    const { status, text } = await ask(address, "GET", "/api/me", headers);
    if (status !== 200) throw new Error(`${owner.user.email} got ${status}: ${text}`);
    return performance.now() - from;
  };
  const admissions = async (): Promise<Spread> => {
    const took: number[] = [];
    while (took.length < admissionsMeasured) took.push(await me());
    return spread(took);
  };
  const admittedAlone = await admissions();
  const before = workerdKilobytes();
  const closed: Promise<unknown>[] = [];
  const places = watchers.flatMap((person) => Array<Person>(pagesPerPerson).fill(person)).slice(0, pages);
  await inParallel(32, places, async (person) => {
    interrupted.throwIfAborted();
    const socket = new WebSocket(new URL("/api/live", address), { headers: gatehouse.browserHeaders(person) });
    await once(socket, "open");
    socket.send("ping");
    closed.push(once(socket, "close"));
  });
  const kilobytesPerPage = (workerdKilobytes() - before) / pages;
  const admittedAmongAll = await admissions();
  const from = performance.now();
  const { status, text } = await ask(address, "POST", "/api/org/sessions/revoke-all", headers);
  const acknowledgedAfterMilliseconds = performance.now() - from;
  if (status >= 300) throw new Error(`Sessions could not be ended: ${status} ${text}`);
  await Promise.all(closed);
  const allClosedAfterMilliseconds = performance.now() - from;
  return {
    pages,
    kilobytesPerPage,
    admittedAlone,
    admittedAmongAll,
    acknowledgedAfterMilliseconds,
    allClosedAfterMilliseconds,
  };
}

/** As many as a gatekeeper lets one session have. */
export const pagesPerPerson = 32;

const admissionsMeasured = 500;

/** Resident memory of the workerds this process has started. */
function workerdKilobytes(): number {
  const { stdout } = spawnSync("ps", ["-A", "-o", "ppid=,rss=,comm="], { encoding: "utf8" });
  const rows = stdout.split("\n").map((line) => line.trim().split(/\s+/));
  const own = rows.filter(([parent, , command]) => Number(parent) === process.pid && command?.endsWith("workerd"));
  return own.reduce((sum, [, kilobytes]) => sum + Number(kilobytes), 0);
}
