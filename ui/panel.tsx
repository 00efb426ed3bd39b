import { createUniqueId, Show, type JSX } from "solid-js";
import { Slot } from "./slot.tsx";

export interface PanelProps {
  readonly title?: string;
  readonly description?: JSX.Element;
  readonly actions?: JSX.Element;
  /** Without padding, for tables and lists that bring their own. */
  readonly flush?: boolean;
  /** Left out, the panel is its head alone. */
  readonly children?: JSX.Element;
  readonly class?: string;
}

/** A part of a page with an edge of its own. With a title it is a landmark of that name. */
export function Panel(props: PanelProps): JSX.Element {
  const headingId = createUniqueId();
  return (
    <section
      aria-labelledby={props.title === undefined ? undefined : headingId}
      class={`overflow-clip rounded-lg border border-line bg-surface shadow-card ${props.class ?? ""}`}
    >
      <Show when={props.title !== undefined}>
        <header
          class="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4 pt-4 md:px-5"
          classList={{ "pb-4 border-b border-line": props.flush === true }}
        >
          <div class="min-w-0">
            <h2 id={headingId} class="text-base font-semibold text-ink">
              {props.title}
            </h2>
            <Slot class="text-sm text-muted">{props.description}</Slot>
          </div>
          <Slot class="flex flex-wrap items-center gap-2">{props.actions}</Slot>
        </header>
      </Show>
      <Show when={"children" in props} fallback={<div class="h-4" />}>
        <div class={props.flush === true ? "" : "p-4 md:p-5"}>{props.children}</div>
      </Show>
    </section>
  );
}

/** Names and values, one below the other. */
export function Facts(props: { readonly children: JSX.Element }): JSX.Element {
  return <dl class="@container grid gap-3">{props.children}</dl>;
}

export function Fact(props: { readonly name: string; readonly children: JSX.Element }): JSX.Element {
  return (
    <div class="grid gap-x-4 gap-y-0.5 @md:grid-cols-[8.5rem_minmax(0,1fr)]">
      <dt class="text-sm text-muted @md:leading-[1.4375rem]">{props.name}</dt>
      <dd class="min-w-0 text-base text-ink">{props.children}</dd>
    </div>
  );
}
