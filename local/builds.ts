import { createHash } from "node:crypto";
import type { Dirent } from "node:fs";
import { glob, mkdir, readdir, readFile, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";

/** Something made from files of the clone, and where it is kept. */
export interface Build {
  readonly name: string;
  /** Glob patterns, relative to the clone, of everything the result depends on. */
  readonly inputs: readonly string[];
  /** Makes the result in an empty folder. */
  make(folder: string): Promise<void>;
}

/** Old results are kept for as long as a platform that was started with them may still read them. */
const keptForMs = 24 * 60 * 60 * 1000;

/**
 * Returns the folder with the result of a build, made now or found from before. The folder is named after the
 * contents of the inputs and appears when it is complete, so platforms of one clone can build at the same time.
 */
export async function built(root: string, build: Build): Promise<string> {
  const shelf = join(root, ".gatehouse", build.name);
  const folder = join(shelf, await fingerprint(root, build.inputs));
  if (await stat(folder).catch(() => null)) {
    const now = new Date();
    await utimes(folder, now, now);
    return folder;
  }
  const unfinished = `${folder}.${process.pid}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  try {
    await build.make(unfinished);
    await rename(unfinished, folder).catch(async (error: unknown) => {
      if (!(await stat(folder).catch(() => null))) throw error;
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
  await dropOld(shelf, folder);
  return folder;
}

async function fingerprint(root: string, inputs: readonly string[]): Promise<string> {
  const paths: string[] = [];
  const exclude = ({ name }: Dirent): boolean => /^(?:node_modules|dist)$|\.test\.tsx?$/.test(name);
  for await (const entry of glob([...inputs], { cwd: root, exclude, withFileTypes: true })) {
    if (entry.isFile()) paths.push(join(entry.parentPath, entry.name));
  }
  const hash = createHash("sha256");
  for (const path of paths.toSorted()) {
    const content = await readFile(path);
    hash.update(`${path.slice(root.length)}\0${content.length}\0`).update(content);
  }
  return hash.digest("hex").slice(0, 16);
}

async function dropOld(shelf: string, current: string): Promise<void> {
  for (const name of await readdir(shelf)) {
    const path = join(shelf, name);
    if (path === current) continue;
    const found = await stat(path).catch(() => null);
    if (found && Date.now() - found.mtimeMs > keptForMs) await rm(path, { recursive: true, force: true });
  }
}
