import { For, Show, type JSX } from "solid-js";

/** A sentence of a guide: what stands between backticks is what the product's own page says. */
export function Marked(props: { readonly text: string }): JSX.Element {
  return (
    <For each={props.text.split("`")}>
      {(part, index) => (
        <Show when={index() % 2 === 1} fallback={part}>
          <strong class="font-semibold text-ink">{part}</strong>
        </Show>
      )}
    </For>
  );
}
