import type { JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import type { Icon } from "./icons.tsx";
import { Slot } from "./slot.tsx";

export interface EmptyStateProps {
  readonly icon: Icon;
  readonly title: string;
  /** Why there is nothing, and what would change that. */
  readonly children?: JSX.Element;
  readonly action?: JSX.Element;
}

export function EmptyState(props: EmptyStateProps): JSX.Element {
  return (
    <div class="grid justify-items-center gap-1 px-6 py-10 text-center">
      <div class="mb-2 grid size-11 place-items-center rounded-full bg-sunken text-muted">
        <Dynamic component={props.icon} class="size-5" />
      </div>
      <p class="font-semibold text-ink">{props.title}</p>
      <Slot class="max-w-sm text-base text-muted">{props.children}</Slot>
      <Slot class="mt-4">{props.action}</Slot>
    </div>
  );
}
