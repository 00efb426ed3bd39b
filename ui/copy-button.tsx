import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { CheckIcon, CopyIcon } from "./icons.tsx";
import { toast } from "./toast.ts";

export interface CopyButtonProps {
  readonly text: string;
  /** What is copied, e.g. "Copy invitation link". */
  readonly label: string;
}

export function CopyButton(props: CopyButtonProps): JSX.Element {
  const [copied, setCopied] = createSignal(false);
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));

  const copy = async () => {
    try {
      await navigator.clipboard.writeText(props.text);
    } catch {
      // Without the permission, or over plain http on a host of one's own, there is no clipboard to write to.
      toast("Your browser did not allow copying. Select the text and copy it.", "danger");
      return;
    }
    setCopied(true);
    clearTimeout(timer);
    timer = setTimeout(() => setCopied(false), 2000);
  };

  return (
    <>
      <button
        type="button"
        aria-label={props.label}
        title={props.label}
        class="easing inline-grid size-8 place-items-center rounded-md text-muted hover:bg-sunken hover:text-ink coarse:size-11"
        onClick={() => void copy()}
      >
        <Show when={copied()} fallback={<CopyIcon class="size-4" />}>
          <CheckIcon class="size-4 text-success-ink" />
        </Show>
      </button>
      <span class="sr-only" role="status">
        {copied() ? "Copied" : ""}
      </span>
    </>
  );
}
