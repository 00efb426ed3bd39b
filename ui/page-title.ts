import { createEffect, createSignal } from "solid-js";

const [site, setSite] = createSignal("");

/** The name that stands after every page's own: the tenant's, or the console's. */
export function setSiteTitle(name: string): void {
  setSite(name);
}

/** Names the document while the component is there: `Members · Acme`. */
export function usePageTitle(title: () => string): void {
  createEffect(() => {
    const name = site();
    document.title = [title(), name].filter((part) => part !== "").join(" · ");
  });
}

/**
 * After a navigation: the focus to the page's heading, so that a screen reader begins there and the next Tab goes
 * into the page, and not on through the navigation. A field that asked for the focus keeps it.
 */
export function focusPageHeading(): void {
  const active = document.activeElement;
  if (active instanceof HTMLInputElement || active instanceof HTMLTextAreaElement) {
    if (active.closest("main") !== null) return;
  }
  const heading = document.querySelector<HTMLElement>("main h1") ?? document.querySelector<HTMLElement>("main");
  heading?.focus({ preventScroll: true });
}
