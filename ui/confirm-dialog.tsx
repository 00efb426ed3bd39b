import * as Kobalte from "@kobalte/core/alert-dialog";
import { Show, type JSX } from "solid-js";
import { Button } from "./button.tsx";
import { DialogActions, frameClass, overlayClass, panelClass } from "./dialog.tsx";
import { createDialogFocus } from "./dialog-focus.ts";
import { Notice } from "./notice.tsx";
import { Slot } from "./slot.tsx";

export interface ConfirmDialogProps {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen, and to whom; what cannot be undone is said here. */
  readonly description: JSX.Element;
  readonly confirmLabel: string;
  readonly cancelLabel?: string;
  readonly danger?: boolean;
  readonly pending?: boolean;
  readonly error?: string | undefined;
  readonly onConfirm: () => void;
  /** Anything the decision needs besides, such as a field for the reason. */
  readonly children?: JSX.Element;
}

/** Asks before something that is hard to undo. It does not close by a click beside it, and cancelling has the focus. */
export function ConfirmDialog(props: ConfirmDialogProps): JSX.Element {
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
            <form
              novalidate
              onSubmit={(event) => {
                event.preventDefault();
                if (props.pending !== true) props.onConfirm();
              }}
            >
              <Kobalte.Title class="text-lg font-semibold text-ink">{props.title}</Kobalte.Title>
              <Kobalte.Description as="div" class="mt-2 grid gap-2 text-base text-muted">
                {props.description}
              </Kobalte.Description>
              <Slot class="mt-5 grid gap-4">{props.children}</Slot>
              <Show when={props.error}>
                <Notice tone="danger" class="mt-4" announce>
                  {props.error}
                </Notice>
              </Show>
              <DialogActions>
                <Button onClick={() => props.onOpenChange(false)}>{props.cancelLabel ?? "Cancel"}</Button>
                <Button
                  type="submit"
                  variant={props.danger === true ? "danger" : "primary"}
                  pending={props.pending ?? false}
                >
                  {props.confirmLabel}
                </Button>
              </DialogActions>
            </form>
          </Kobalte.Content>
        </div>
      </Kobalte.Portal>
    </Kobalte.Root>
  );
}
