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
  const heading = document.querySelector<HTMLElement>("main h1");
  isHeadingAwaited = heading === null;
  (heading ?? document.querySelector<HTMLElement>("main"))?.focus({ preventScroll: true });
  if (heading !== null) keepFocus(heading);
}

/**
 * The router may put a page that it has just shown into the document once more, and what is moved there loses the focus:
 * until somebody acts it is given back.
 */
function keepFocus(heading: HTMLElement): void {
  kept.abort();
  kept = new AbortController();
  const { signal } = kept;
  const giveBack = () => {
    if (!signal.aborted && document.activeElement === document.body) heading.focus({ preventScroll: true });
  };
  // Afterwards: at this moment it is about to be moved.
  heading.addEventListener("focusout", () => queueMicrotask(giveBack), { signal });
  for (const act of ["pointerdown", "keydown"]) {
    document.addEventListener(act, () => kept.abort(), { capture: true, signal });
  }
}

let kept = new AbortController();

/** That a page's heading is there now, which on a page that was still loading comes after the navigation. */
export function headingArrived(): void {
  const { activeElement } = document;
  const isNobodyElsewhere = activeElement === null || activeElement === document.body || activeElement.matches("main");
  if (isHeadingAwaited && isNobodyElsewhere) focusPageHeading();
  isHeadingAwaited = false;
}

/** A navigation has ended on a page without a heading yet. */
let isHeadingAwaited = false;
