import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/**
 * Installs a package of Debian's where that is possible, as root and with apt; elsewhere it returns without having done
 * anything. Throws when apt fails.
 *
 * @param purpose ends the sentence that says what is being installed
 */
export function installDebianPackage(name: string, purpose: string): void {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  console.info(`Installing ${name} ${purpose} …`);
  const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  for (const step of [["update"], ["install", "-y", "--no-install-recommends", name]]) {
    const { status, stderr } = spawnSync("apt-get", step, { env: environment, encoding: "utf8" });
    if (status !== 0) throw new Error(`apt-get ${step[0]} failed: ${stderr.trim()}`);
  }
}
