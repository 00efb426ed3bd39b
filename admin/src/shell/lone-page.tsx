import { Show, type JSX } from "solid-js";
import { ConsoleMark } from "./console-mark.tsx";

/** A page without the console around it: for those who are not inside, or not yet. */
export function LonePage(props: {
  readonly title: string;
  readonly children: JSX.Element;
  readonly footer?: JSX.Element;
}): JSX.Element {
  return (
    <div class="grid min-h-dvh grid-rows-[auto_1fr]">
      <header class="on-rail border-t-3 border-signal bg-rail px-5 py-4 text-rail-ink">
        <ConsoleMark />
      </header>
      <main class="grid place-content-center px-5 py-12">
        <div class="w-[min(30rem,calc(100vw-2.5rem))]">
          <h1 tabindex="-1" class="text-2xl font-semibold tracking-[-0.018em] text-ink">
            {props.title}
          </h1>
          <div class="mt-3 grid gap-4 text-base text-muted">{props.children}</div>
          <Show when={props.footer}>
            <div class="mt-8 border-t border-line pt-4 text-sm text-muted">{props.footer}</div>
          </Show>
        </div>
      </main>
    </div>
  );
}
