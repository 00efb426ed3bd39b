import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/**
 * The path of a Chromium for the browser tests: the one in CHROMIUM, else an installed one, else Debian's, which is
 * installed when this runs as root. Throws with what to do when there is none.
 */
export function findChromium(): string {
  const found = installedChromium();
  if (found !== null) return found;
  if (process.getuid?.() === 0 && existsSync("/usr/bin/apt-get")) {
    console.info("Installing Chromium for the browser tests …");
    const environment = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
    for (const step of [["update"], ["install", "-y", "--no-install-recommends", "chromium"]]) {
      const { status, stderr } = spawnSync("apt-get", step, { env: environment, encoding: "utf8" });
      if (status !== 0) throw new Error(`apt-get ${step[0]} failed: ${stderr.trim()}`);
    }
    const installed = installedChromium();
    if (installed !== null) return installed;
  }
  throw new Error("The browser tests need Chromium: install it, or set CHROMIUM to its path.");
}

function installedChromium(): string | null {
  const named = process.env["CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  return places.find((place) => existsSync(place)) ?? null;
}
