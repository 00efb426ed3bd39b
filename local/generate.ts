import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { serverDocument } from "../src/server/routes.ts";

/*
 * Writes what is generated and committed: each Worker's OpenAPI document, from its route table, and each app's typed
 * client, from its own Worker's document. `npm run check` fails when any of it is out of date.
 */
const root = new URL("../", import.meta.url);

await writeDocument("src/server/openapi.json", serverDocument());
if (existsSync(new URL("src/admin/routes.ts", root))) {
  const { adminDocument } = (await import(new URL("src/admin/routes.ts", root).href)) as {
    adminDocument: () => object;
  };
  await writeDocument("src/admin/openapi.json", adminDocument());
}

for (const app of ["app", "admin"]) {
  if (!existsSync(new URL(`${app}/openapi-ts.config.ts`, root))) continue;
  const { status } = spawnSync("openapi-ts", ["-f", "openapi-ts.config.ts"], {
    cwd: fileURLToPath(new URL(app, root)),
    stdio: ["ignore", "ignore", "inherit"],
  });
  if (status !== 0) process.exit(status ?? 1);
}

async function writeDocument(path: string, document: object): Promise<void> {
  await writeFile(new URL(path, root), `${JSON.stringify(document, null, 2)}\n`);
}
