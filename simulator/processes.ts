import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import type { Round } from "./search-process.ts";
import type { Finding, SearchResult } from "./search.ts";

/**
 * Plays rounds in several processes until they are over, something is found, or nobody wants to know any more.
 *
 * @param onPlayed is told after every round how many histories it had
 * @returns the first finding
 */
export async function searchInProcesses(
  rounds: Iterator<Round, void>,
  processes: number,
  onPlayed: (histories: number) => void,
  interrupted: AbortSignal,
): Promise<Finding | null> {
  const children = Array.from({ length: processes }, () => fork(join(import.meta.dirname, "search-process.ts")));
  const over = interruptionOf(interrupted);
  let found: Finding | null = null;
  const work = async (child: ChildProcess): Promise<void> => {
    const ended = once(child, "exit").then((): never => {
      throw new Error("A process of the search has ended by itself");
    });
    // Later, when it is told to end, that is no news.
    ended.catch(() => {});
    for (let next = rounds.next(); next.done !== true; next = rounds.next()) {
      child.send(next.value);
      const answer = once(child, "message") as Promise<[SearchResult]>;
      const received = await Promise.race([answer, ended, over]);
      if (received === null) return;
      const [{ played, finding }] = received;
      onPlayed(played);
      found ??= finding;
      if (found !== null || interrupted.aborted) return;
    }
  };
  try {
    await Promise.all(children.map((child) => work(child)));
    return found;
  } finally {
    for (const child of children) child.kill();
  }
}

function interruptionOf(interrupted: AbortSignal): Promise<null> {
  return new Promise((resolve) => interrupted.addEventListener("abort", () => resolve(null)));
}
