import { readFile, stat } from "node:fs/promises";
import { PlatformRefusal } from "./refusal.ts";

/** Whom PostgreSQL runs as; `null` is the user running this. */
export type DatabaseUser = { readonly uid: number; readonly gid: number } | null;

/**
 * PostgreSQL refuses to run as root, so root lends it to somebody without rights: the owner of the cluster
 * when there is one already, else the machine's `postgres`, else `nobody`.
 */
export async function databaseUser(clusterPath: string): Promise<DatabaseUser> {
  if (process.getuid?.() !== 0) return null;
  const owner = await stat(clusterPath).catch(() => null);
  if (owner !== null && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  const accounts = await readFile("/etc/passwd", "utf8");
  const found = accountNamed(accounts, "postgres") ?? accountNamed(accounts, "nobody");
  if (found === undefined) {
    throw new PlatformRefusal(
      "PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody` to run it as.",
    );
  }
  return found;
}

function accountNamed(accounts: string, name: string): { uid: number; gid: number } | undefined {
  const fields = accounts
    .split("\n")
    .map((line) => line.split(":"))
    .find(([account]) => account === name);
  return fields && { uid: Number(fields[2]), gid: Number(fields[3]) };
}
