import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const text = readFileSync(join(import.meta.dirname, "threat-model.md"), "utf8");

/** A proof is written as the file and the title, or the part of a title that is the same in all its cases. */
const proofs = [...text.matchAll(/`([\w./-]+\.test\.ts)`: _(.+?)_(?=<br>| +\|)/g)].map(([, file = "", title = ""]) => ({
  file,
  title,
}));

test("every proof the threat model names is a test that exists", () => {
  expect(proofs.length).toBeGreaterThan(40);
  const missing = proofs.filter(({ file, title }) => !isThere(file, title));
  expect(missing).toEqual([]);
});

test("every threat names a proof", () => {
  const threats = text.split("\n").filter((line) => /^\| T\d+ /.test(line));
  expect(threats.length).toBeGreaterThan(30);
  expect(threats.filter((line) => !/\.test\.ts`: _/.test(line))).toEqual([]);
});

/** Titles may be broken over lines in the source; quotes may be escaped there. */
function isThere(file: string, title: string): boolean {
  const path = join(root, file);
  if (!existsSync(path)) return false;
  return flat(readFileSync(path, "utf8")).includes(flat(title));
}

function flat(source: string): string {
  return source.replaceAll(/[\s\\]+/g, " ");
}
