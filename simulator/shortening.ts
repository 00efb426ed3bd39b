import { play } from "./play.ts";
import type { Scene, Script } from "./script.ts";
import type { Parts } from "./world.ts";

/**
 * The script without the scenes that the violation does not need. All others happen when they did before, and fare as
 * they did, because each has its own time and luck.
 */
export async function shorten(script: Script, parts: Parts): Promise<Script> {
  const [first] = (await play(script, parts)).violations;
  const stillBreaks = async (scenes: readonly Scene[]): Promise<boolean> => {
    const { violations } = await play({ ...script, scenes }, parts);
    return violations.some(({ property }) => property === first?.property);
  };
  let { scenes } = script;
  let isShorter = first !== undefined;
  while (isShorter) {
    isShorter = false;
    for (let size = Math.ceil(scenes.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let place = 0; place < scenes.length;) {
        const fewer = without(scenes, place, size);
        if (await stillBreaks(fewer)) {
          scenes = fewer;
          isShorter = true;
        } else place += size;
      }
    }
  }
  return { ...script, scenes };
}

function without(scenes: readonly Scene[], place: number, size: number): Scene[] {
  const pause = scenes.slice(place, place + size).reduce((sum, { after }) => sum + after, 0);
  const [next, ...rest] = scenes.slice(place + size);
  const before = scenes.slice(0, place);
  return next === undefined ? before : [...before, { ...next, after: next.after + pause }, ...rest];
}
