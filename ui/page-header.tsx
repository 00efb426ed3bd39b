import { onMount, type JSX } from "solid-js";
import { headingArrived, usePageTitle } from "./page-title.ts";
import { Slot } from "./slot.tsx";

export interface PageHeaderProps {
  readonly title: string;
  /** What the document is called, where the title is a greeting. */
  readonly documentTitle?: string;
  /** Beside the title, such as a status. */
  readonly badge?: JSX.Element;
  readonly description?: JSX.Element;
  /** A way up, above the title. */
  readonly back?: JSX.Element;
  readonly actions?: JSX.Element;
}

/** The head of a page: names the document too, and takes the focus after a navigation. */
export function PageHeader(props: PageHeaderProps): JSX.Element {
  usePageTitle(() => props.documentTitle ?? props.title);
  onMount(headingArrived);
  return (
    <header class="mb-6 flex flex-wrap items-end justify-between gap-x-6 gap-y-4 md:mb-8">
      <div class="min-w-0">
        <Slot class="mb-2 text-sm">{props.back}</Slot>
        <div class="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h1 tabindex="-1" class="min-w-0 text-2xl font-semibold tracking-[-0.018em] wrap-anywhere text-ink">
            {props.title}
          </h1>
          {props.badge}
        </div>
        <Slot class="mt-1 max-w-2xl text-base text-muted">{props.description}</Slot>
      </div>
      <Slot class="flex flex-wrap items-center gap-2.5">{props.actions}</Slot>
    </header>
  );
}
