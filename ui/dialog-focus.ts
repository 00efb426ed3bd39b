import { focusPageHeading } from "./page-title.ts";

export interface DialogFocus {
  readonly onOpenAutoFocus: (event: Event) => void;
  readonly onCloseAutoFocus: () => void;
}

/**
 * Where the focus goes when a window opens and when it closes. Kobalte knows only of its own triggers, and ours are
 * opened by a signal: left alone it would begin at the close button and end nowhere.
 *
 * Opening: the field that asks for the focus, else the first thing that can have it. Closing: back to what opened the
 * window; when that is gone (the act has changed the page), to the page's heading.
 */
export function createDialogFocus(): DialogFocus {
  let opener: HTMLElement | null = null;
  return {
    onOpenAutoFocus(event) {
      opener = openerOf(document.activeElement);
      const field = event.target instanceof Element ? event.target.querySelector<HTMLElement>("[autofocus]") : null;
      if (field === null) return;
      event.preventDefault();
      // One turn later: a menu that this was chosen from still hands the focus back to its own button.
      setTimeout(() => field.focus());
    },
    onCloseAutoFocus() {
      if (opener?.isConnected === true) opener.focus({ preventScroll: true });
      else focusPageHeading();
    },
  };
}

/** A menu is gone when the window closes; the button that opened the menu is still there. */
function openerOf(active: Element | null): HTMLElement | null {
  const labelledBy = active?.closest("[role='menu']")?.getAttribute("aria-labelledby");
  const opener = labelledBy ? document.getElementById(labelledBy) : active;
  return opener instanceof HTMLElement && opener !== document.body ? opener : null;
}
