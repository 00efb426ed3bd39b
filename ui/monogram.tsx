import { Show, type JSX } from "solid-js";
import { initialOf, initialsOf } from "./initials.ts";

/** A person, as their initials. Decoration: the name stands beside it. */
export function Avatar(props: { readonly name: string; readonly class?: string }): JSX.Element {
  return (
    <span
      aria-hidden="true"
      class={`inline-grid shrink-0 place-items-center rounded-full bg-brand-soft text-xs font-semibold text-brand-ink select-none ${props.class ?? "size-8"}`}
    >
      {initialsOf(props.name)}
    </span>
  );
}

/** An organization's mark: its logo, or its first letter on its colour. */
export function OrganizationMark(props: {
  readonly name: string;
  readonly logoUrl?: string | undefined;
  readonly class?: string;
}): JSX.Element {
  return (
    <Show
      when={props.logoUrl}
      fallback={
        <span
          aria-hidden="true"
          class={`inline-grid shrink-0 place-items-center rounded-md border border-brand-edge bg-brand font-semibold text-on-brand select-none ${props.class ?? "size-8 text-base"}`}
        >
          {initialOf(props.name)}
        </span>
      }
    >
      {(url) => <img src={url()} alt="" class={`shrink-0 rounded-md object-contain ${props.class ?? "size-8"}`} />}
    </Show>
  );
}
