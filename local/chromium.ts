import { existsSync } from "node:fs";
import { installDebianPackage } from "./debian-package.ts";

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
  let found = installedChromium();
  if (found === null) {
    installDebianPackage("chromium", "for the browser tests");
    found = installedChromium();
  }
  if (found === null) throw new Error("The browser tests need Chromium: install it, or set CHROMIUM to its path.");
  return found;
}

function installedChromium(): string | null {
  const named = process.env["CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  return places.find((place) => existsSync(place)) ?? null;
}
