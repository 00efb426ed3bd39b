import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/*
 * `npm run check`: everything about the code that needs no running. All steps run, so that one look tells everything.
 */
const root = fileURLToPath(new URL("../", import.meta.url));

const steps: readonly (readonly [string, readonly string[]])[] = [
  ["format", ["oxfmt", "--check"]],
  ["lint", ["oxlint", "--type-aware", "--deny-warnings", "--report-unused-disable-directives"]],
  ["types: workers", ["tsc", "-p", "tsconfig.workers.json"]],
  // Each app registers its own router with the library: together they would contradict each other.
  ["types: app", ["tsc", "-p", "tsconfig.browser.json"]],
  ["types: admin", ["tsc", "-p", "tsconfig.admin.json"]],
  ["types: node", ["tsc", "-p", "tsconfig.node.json"]],
  [
    "boundaries",
    [
      "depcruise",
      "src",
      "durable-objects",
      "app",
      "admin",
      "ui",
      "local",
      "migrations",
      "tests",
      "simulator",
      "bench",
      "--config",
      ".dependency-cruiser.mjs",
    ],
  ],
  ["unused code", ["knip"]],
];

const failed = [
  ...steps.filter(([name, command]) => !passes(name, command)).map(([name]) => name),
  ...checkGenerated(),
];

if (failed.length > 0) {
  console.error(`\nFailed: ${failed.join(", ")}`);
  process.exit(1);
}
console.info("\nAll checks passed.");

function passes(name: string, [program = "", ...arguments_]: readonly string[]): boolean {
  const { status, stdout, stderr } = spawnSync(program, arguments_, { cwd: root, encoding: "utf8" });
  console.info(`${status === 0 ? "ok    " : "FAILED"} ${name}`);
  if (status !== 0) console.error(`${stdout}${stderr}`);
  return status === 0;
}

/** Generates again and compares: what was out of date is then up to date, and to be committed. */
function checkGenerated(): string[] {
  const before = generatedFiles();
  if (!passes("generate", ["node", "local/generate.ts"])) return ["generate"];
  const after = generatedFiles();
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter(
    (file) => before.get(file) !== after.get(file),
  );
  console.info(`${changed.length === 0 ? "ok    " : "FAILED"} generated files`);
  for (const file of changed) console.error(`  was out of date, commit it: ${file}`);
  return changed.length === 0 ? [] : ["generated files"];
}

function generatedFiles(): Map<string, string> {
  const files = globSync(["src/*/openapi.json", "{app,admin}/src/api.gen/**/*.ts", "{app,admin}/src/*.gen.ts"], {
    cwd: root,
  });
  return new Map(
    files.map((file) => [
      file,
      createHash("sha256")
        .update(readFileSync(`${root}${file}`))
        .digest("hex"),
    ]),
  );
}
