import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { importedFiles } from "./imports.ts";

it("follows imports of values, types and side effects, in circles too, and nothing that is not imported", async () => {
  const root = await mkdtemp(join(tmpdir(), "imports-"));
  const files = {
    "app/main.tsx":
      'import { a } from "../src/a.ts";\nimport "./effect.ts";\nconst page = import("./page.tsx");\nimport "solid-js";',
    "app/effect.ts": 'import "./missing.ts";',
    "app/page.tsx": "",
    "src/a.ts": 'import type { B } from "./deep/b.ts";\nexport const a = 1;',
    "src/deep/b.ts": 'export { a } from "../a.ts";',
    "src/unrelated.ts": "",
  };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  const found = await importedFiles(root, ["app/main.tsx"]);
  expect(found.toSorted()).toEqual(["app/effect.ts", "app/main.tsx", "app/page.tsx", "src/a.ts", "src/deep/b.ts"]);
});
