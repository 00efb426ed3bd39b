import { play } from "./play.ts";
import type { Scene } from "./script.ts";
import type { Finding } from "./search.ts";
import type { Parts } from "./world.ts";

/**
 * The same finding without the scenes that it does not need. All others happen when they did before, and fare as they
 * did, because each has its own time and luck.
 */
export async function shorten(finding: Finding, parts: Parts): Promise<Finding> {
  const { script, violations } = finding;
  const broken = new Set(violations.map(({ property }) => property));
  let shortest = finding;
  const stillBreaks = async (scenes: readonly Scene[]): Promise<boolean> => {
    const shorter = { ...script, scenes };
    const played = await play(shorter, parts);
    if (!played.violations.some(({ property }) => broken.has(property))) return false;
    shortest = { ...finding, script: shorter, violations: played.violations };
    return true;
  };
  let isShorter = true;
  while (isShorter) {
    isShorter = false;
    for (let size = Math.ceil(shortest.script.scenes.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let place = 0; place < shortest.script.scenes.length;) {
        if (await stillBreaks(without(shortest.script.scenes, place, size))) isShorter = true;
        else place += size;
      }
    }
  }
  return shortest;
}

function without(scenes: readonly Scene[], place: number, size: number): Scene[] {
  const pause = scenes.slice(place, place + size).reduce((sum, { after }) => sum + after, 0);
  const [next, ...rest] = scenes.slice(place + size);
  const before = scenes.slice(0, place);
  return next === undefined ? before : [...before, { ...next, after: next.after + pause }, ...rest];
}
