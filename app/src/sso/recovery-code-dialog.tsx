import { createEffect, createSignal, on, onCleanup, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { CopyLine } from "../../../ui/copy-line.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { useMe } from "../session/me.tsx";
import { useCreateRecoveryCode } from "./enforcement-queries.ts";
import { codeSheet } from "./recovery-code-sheet.ts";

/** Makes a recovery code and shows it, this once: it is in no answer and in no storage afterwards. */
export function RecoveryCodeDialog(props: {
  readonly open: boolean;
  /** There is one that will be worth nothing. */
  readonly replaces: boolean;
  readonly onClose: () => void;
}): JSX.Element {
  const me = useMe();
  const create = useCreateRecoveryCode();
  const [code, setCode] = createSignal<string | null>(null);
  let sheetFrame: HTMLIFrameElement | undefined;
  onCleanup(() => sheetFrame?.remove());

  createEffect(
    on(
      () => props.open,
      () => {
        create.reset();
        setCode(null);
        sheetFrame?.remove();
      },
    ),
  );

  const make = async () => {
    try {
      setCode((await create.mutateAsync()).code);
    } catch {
      // Shown by the mutation.
    }
  };

  const sheet = (shown: string) =>
    codeSheet({
      code: shown,
      organization: me().organization.name,
      email: me().user.email,
      origin: window.location.origin,
    });

  const download = (shown: string) => {
    const url = URL.createObjectURL(new Blob([sheet(shown)], { type: "text/plain" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `recovery-code-${window.location.hostname}.txt`;
    link.click();
    URL.revokeObjectURL(url);
  };

  const print = (shown: string) => {
    sheetFrame?.remove();
    sheetFrame = printSheet(sheet(shown));
  };

  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => open || props.onClose()}
      title={code() === null ? "Make a recovery code" : "Your recovery code"}
      description={
        code() === null
          ? "It lets you in once when the identity provider fails. All owners are told when it is used."
          : "This is the only time it is shown. Keep it safe, and where you find it without signing in here."
      }
    >
      <Show
        when={code()}
        fallback={
          <div class="grid gap-4">
            <Show when={props.replaces}>
              <Notice tone="warning">The code you have now will be worth nothing.</Notice>
            </Show>
            <Show when={create.isError}>
              <Notice tone="danger" announce>
                {sentenceFor(create.error)}
              </Notice>
            </Show>
            <DialogActions>
              <Button onClick={() => props.onClose()}>Cancel</Button>
              <WaitingButton
                variant="primary"
                error={create.error}
                pending={create.isPending}
                onClick={() => void make()}
              >
                Make the code
              </WaitingButton>
            </DialogActions>
          </div>
        }
      >
        {(shown) => (
          <div class="grid gap-4">
            <div role="status">
              <CopyLine text={shown()} label="Copy the recovery code" />
            </div>
            <div class="flex flex-wrap gap-2.5">
              <Button onClick={() => download(shown())}>Download</Button>
              <Button onClick={() => print(shown())}>Print</Button>
            </div>
            <DialogActions>
              <Button variant="primary" onClick={() => props.onClose()}>
                I have stored it
              </Button>
            </DialogActions>
          </div>
        )}
      </Show>
    </Dialog>
  );
}

/**
 * Prints the sheet alone: the page behind it is nobody's business who finds the paper.
 *
 * @returns what holds the sheet; it stays until it is taken away, since browsers print at a moment of their own
 */
function printSheet(text: string): HTMLIFrameElement {
  const frame = document.createElement("iframe");
  frame.title = "Recovery code";
  frame.className = "sr-only";
  document.body.append(frame);
  const inner = frame.contentDocument;
  const sheet = inner?.createElement("pre");
  if (inner !== null && sheet !== undefined) {
    sheet.textContent = text;
    inner.body.append(sheet);
  }
  frame.contentWindow?.print();
  return frame;
}
