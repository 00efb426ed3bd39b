import type { JSX } from "solid-js";
import { ChevronRightIcon } from "./icons.tsx";

/** What most people never need, behind its name. The browser's own element: it opens for whoever searches the page. */
export function Disclosure(props: {
  readonly title: string;
  readonly summary?: string;
  /** Open from the start, such as when something in it is wrong. */
  readonly open?: boolean;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <details class="group min-w-0" open={props.open ?? false}>
      <summary class="easing flex cursor-pointer list-none items-center gap-2 rounded-md py-1 font-medium text-ink hover:text-brand-ink [&::-webkit-details-marker]:hidden">
        <ChevronRightIcon class="size-4 shrink-0 text-muted group-open:rotate-90" />
        <span class="shrink-0">{props.title}</span>
        <span class="min-w-0 truncate text-sm font-normal text-muted group-open:hidden">{props.summary}</span>
      </summary>
      <div class="mt-4 grid gap-5 border-l-2 border-line pl-4 md:ml-[0.4rem] md:pl-5">{props.children}</div>
    </details>
  );
}
