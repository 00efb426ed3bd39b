import { glob, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/**
 * The files of the clone that some files import, directly or through others, and those files themselves.
 * Imports carry their extension here, so a relative one is a path. Paths are relative to the clone.
 */
export async function importedFiles(root: string, patterns: readonly string[]): Promise<string[]> {
  const found = new Set<string>();
  const visit = async (path: string): Promise<void> => {
    if (found.has(path)) return;
    const text = await readFile(join(root, path), "utf8").catch(() => null);
    // A file that is missing is for the build to complain about.
    if (text === null) return;
    found.add(path);
    for (const [, imported = ""] of text.matchAll(/(?:from|import)\s*\(?\s*"(\.{1,2}\/[^"]+\.tsx?)"/g)) {
      await visit(relative(root, join(root, dirname(path), imported)));
    }
  };
  for await (const path of glob([...patterns], { cwd: root })) await visit(path);
  return [...found];
}
