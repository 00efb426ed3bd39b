import type { Page } from "playwright-core";
import { password } from "../world.ts";

/** Opens an address that needs a session, and gets one with a password. */
export async function enterByPassword(page: Page, url: string, email: string): Promise<void> {
  await page.goto(url);
  await page.getByLabel("E-mail address").fill(email);
  const field = page.getByLabel("Password", { exact: true });
  if (!(await field.isVisible())) await page.getByRole("button", { name: "Continue", exact: true }).click();
  await field.fill(password);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}

/** At the local identity provider, as somebody it takes at their word. */
export async function sayWhoYouAre(page: Page, email: string, name: string): Promise<void> {
  await page.getByRole("heading", { name: /^Sign in at / }).waitFor();
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel(/^Name/).fill(name);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
}
