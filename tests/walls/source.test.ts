import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..", "..");

async function sources(): Promise<{ path: string; text: string }[]> {
  const found: { path: string; text: string }[] = [];
  for (const folder of ["src", "durable-objects"]) {
    for (const path of await readdir(join(root, folder), { recursive: true })) {
      if (!path.endsWith(".ts") || path.endsWith(".test.ts")) continue;
      found.push({ path: `${folder}/${path}`, text: await readFile(join(root, folder, path), "utf8") });
    }
  }
  return found;
}

/** Where the Workers' code says something that only one file may say. */
const places = async (pattern: RegExp) =>
  (await sources()).filter(({ text }) => pattern.test(text)).map(({ path }) => path);

test("only TenantDb says to Postgres which tenant a transaction is for", async () => {
  expect(await places(/set_config\(\s*'app\./)).toEqual(["src/database/tenant-db.ts"]);
  expect(await places(/\bset\s+(local\s+|session\s+)?app\./i)).toEqual([]);
});

test("nothing is said to a connection that outlives its transaction", async () => {
  expect(await places(/set_config\([^)]*,\s*false\s*\)/)).toEqual([]);
  expect(await places(/\bwith hold\b|`\s*(listen|prepare|set session|set role|set row_security)\s/i)).toEqual([]);
});

test("no statement is put together from text", async () => {
  // The one there is writes the alias of a table, from a constant.
  expect(await places(/\bsql\.raw\(|\.unsafe\(/)).toEqual(["src/audit-chain/repository.ts"]);
});
