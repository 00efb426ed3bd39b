import { For, type JSX } from "solid-js";
import { SpinnerIcon } from "./icons.tsx";

/** A grey place where something will be; `class` gives it its size. */
export function Skeleton(props: { readonly class?: string }): JSX.Element {
  return <div aria-hidden="true" class={`breathing rounded-md bg-sunken ${props.class ?? "h-4 w-full"}`} />;
}

/** Rows of a list that is on its way. It says once, to those who cannot see it, that it is loading. */
export function SkeletonRows(props: { readonly rows?: number; readonly label?: string }): JSX.Element {
  return (
    <div role="status" class="divide-y divide-line">
      <span class="sr-only">{props.label ?? "Loading…"}</span>
      <For each={Array.from({ length: props.rows ?? 4 }, (_, index) => index)}>
        {(index) => (
          <div class="flex items-center gap-3 px-4 py-4 md:px-5">
            <Skeleton class="size-8 rounded-full" />
            <Skeleton class={`h-3.5 ${["w-2/5", "w-1/3", "w-1/2", "w-1/4"][index % 4] ?? ""}`} />
            <Skeleton class="ml-auto h-3.5 w-16" />
          </div>
        )}
      </For>
    </div>
  );
}

/** A page that is on its way and whose shape is not known yet. */
export function LoadingScreen(props: { readonly label?: string }): JSX.Element {
  return (
    <div role="status" class="grid min-h-[40dvh] place-items-center text-muted">
      <div class="flex items-center gap-2.5">
        <SpinnerIcon class="size-5" />
        <span>{props.label ?? "Loading…"}</span>
      </div>
    </div>
  );
}
