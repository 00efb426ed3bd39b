import type { JSX } from "solid-js";
import { CopyButton } from "./copy-button.tsx";

/** A text to be entered somewhere else to the letter, with a button that copies it. */
export function CopyLine(props: { readonly text: string; readonly label: string }): JSX.Element {
  return (
    <div class="flex min-w-0 items-center gap-1 rounded-md border border-line bg-sunken py-0.5 pr-1 pl-3">
      <code class="min-w-0 flex-1 py-1 font-mono text-sm break-all text-ink select-all">{props.text}</code>
      <CopyButton text={props.text} label={props.label} />
    </div>
  );
}
