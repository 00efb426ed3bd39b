/**
 * Writes what wrangler makes of the wrangler files as JSON to the path given: bindings, compatibility, assets.
 * A process of its own, because wrangler takes a second to load, asks the environment for things that only
 * the running platform knows, and prints about what is missing.
 */
import { writeFileSync } from "node:fs";
import { unstable_getMiniflareWorkerOptions as workerOptions } from "wrangler";
import { unitNames, units } from "./units.ts";

const [, , target] = process.argv;
if (target === undefined) throw new Error("The path to write to is missing.");
const options = unitNames.map((unit) => [unit, workerOptions(units[unit].config).workerOptions]);
writeFileSync(target, JSON.stringify(Object.fromEntries(options)));
