import * as Kobalte from "@kobalte/core/dialog";
import { Show, type JSX } from "solid-js";
import { createDialogFocus } from "./dialog-focus.ts";
import { CloseIcon } from "./icons.tsx";

export interface DialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  readonly description?: JSX.Element;
  readonly children: JSX.Element;
}

/** A window over the page. It keeps the focus inside, closes with Escape and gives the focus back. */
export function Dialog(props: DialogProps): JSX.Element {
  const focus = createDialogFocus();
  return (
    <Kobalte.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Kobalte.Portal>
        <Kobalte.Overlay class={overlayClass} />
        <div class={frameClass}>
          <Kobalte.Content
            class={panelClass}
            onOpenAutoFocus={focus.onOpenAutoFocus}
            onCloseAutoFocus={focus.onCloseAutoFocus}
          >
            <Kobalte.Title class="pr-10 text-lg font-semibold text-ink">{props.title}</Kobalte.Title>
            <Show when={"description" in props}>
              <Kobalte.Description as="div" class="mt-1.5 text-base text-muted">
                {props.description}
              </Kobalte.Description>
            </Show>
            <div class="mt-5">{props.children}</div>
            {/* Last in order, so that the focus begins with what the window is for. */}
            <Kobalte.CloseButton
              aria-label="Close"
              class="easing absolute top-4 right-3 grid size-8 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink sm:top-5 sm:right-4 coarse:top-2.5 coarse:right-2.5 coarse:size-11"
            >
              <CloseIcon class="size-[1.125rem]" />
            </Kobalte.CloseButton>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}

/** Where a dialog's buttons stand: at the right, the one that acts last; on a phone full width, the one that acts first. */
export function DialogActions(props: { readonly children: JSX.Element }): JSX.Element {
  return (
    <div class="mt-6 flex flex-col-reverse gap-2.5 sm:flex-row sm:justify-end [&>*]:max-sm:w-full">
      {props.children}
    </div>
  );
}

export const overlayClass = "fixed inset-0 z-40 bg-[rgb(12_11_9/0.5)] backdrop-blur-[1px]";

/* On a phone a dialog is a sheet that rises from the bottom, where the thumb is. */
export const frameClass = "fixed inset-0 z-50 grid place-items-end overflow-y-auto sm:place-items-center sm:p-6";

export const panelClass =
  "appearing relative max-h-full w-full overflow-y-auto rounded-t-xl border border-line bg-surface p-5 shadow-dialog outline-none " +
  "max-sm:pb-[max(1.25rem,env(safe-area-inset-bottom))] sm:max-w-[28rem] sm:rounded-xl sm:p-6";
