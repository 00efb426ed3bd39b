import { mkdtemp, mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";

const flags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface Look {
  readonly colorScheme?: "light" | "dark";
  readonly width?: number;
}

/** A person's own browser: a profile of its own, closed and deleted by `close`. */
export async function openBrowser(
  look: Look = {},
): Promise<{ page: Page; context: BrowserContext; close: () => Promise<void> }> {
  const executablePath = process.env["CHROMIUM"];
  if (executablePath === undefined) throw new Error("CHROMIUM is not set: run the tests with npm test");
  const profile = await mkdtemp(join(tmpdir(), "gatehouse-browser-"));
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    headless: true,
    args: flags,
    colorScheme: look.colorScheme ?? "light",
    viewport: { width: look.width ?? 1280, height: 860 },
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(30_000);
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    context,
    close: async () => {
      await context.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}

const folder = join(import.meta.dirname, "..", "screenshots");

/**
 * Saves what the page shows, for people to look at: tests/screenshots/<name>.png. All of the page, unless told: for that
 * the browser grows, and a page that goes by what is in sight notices.
 */
export async function screenshot(page: Page, name: string, fullPage = true): Promise<void> {
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage, animations: "disabled" });
}

/** What the browser complained about: errors of scripts and refusals of the content security policy. */
export function complaintsOf(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(`script: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" && /content security policy|refused to/i.test(message.text())) {
      complaints.push(`policy: ${message.text()}`);
    }
  });
  return complaints;
}
