import { spawnSync } from "node:child_process";
import { glob, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { adminDocument } from "../src/admin/routes.ts";
import { serverDocument } from "../src/server/routes.ts";

/*
 * Writes what is generated and committed: each Worker's OpenAPI document, from its route table, and each app's typed
 * client, from its own Worker's document. `npm run check` fails when any of it is out of date.
 */
const root = join(import.meta.dirname, "..");

await writeDocument("src/server/openapi.json", serverDocument());
await writeDocument("src/admin/openapi.json", adminDocument());
for (const app of ["app", "admin"]) await writeClient(join(root, app));

async function writeDocument(path: string, document: object): Promise<void> {
  await writeFile(join(root, path), `${JSON.stringify(document, null, 2)}\n`);
}

async function writeClient(app: string): Promise<void> {
  const { status } = spawnSync("openapi-ts", ["-f", "openapi-ts.config.ts"], {
    cwd: app,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.exit(status ?? 1);
  // The generator's own comments advertise packages by the address of a registry; the name is enough.
  for await (const file of glob("src/api.gen/**/*.ts", { cwd: app })) {
    const text = await readFile(join(app, file), "utf8");
    const named = text.replaceAll(/\{@link https:\/\/\S+\/package\/\S+ (`[^`]+`)\}/g, "$1");
    if (named !== text) await writeFile(join(app, file), named);
  }
}
