import { children, Show, type JSX } from "solid-js";

/**
 * A box for content that somebody hands in, which is not there when the content is empty.
 *
 * Content is a getter that makes its components anew each time it is read. Asking `props.children` whether it is there
 * and then showing it would make everything in it twice, one of them out of sight and at work: it is read once, here.
 */
export function Slot(props: { readonly class?: string; readonly children: JSX.Element }): JSX.Element {
  const content = children(() => props.children);
  const isThere = () =>
    content.toArray().some((part) => part !== undefined && part !== null && typeof part !== "boolean" && part !== "");
  return (
    <Show when={isThere()}>
      <div class={props.class}>{content()}</div>
    </Show>
  );
}
