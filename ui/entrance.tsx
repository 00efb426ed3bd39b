import type { JSX } from "solid-js";
import { OfflineBanner } from "./offline-banner.tsx";
import { usePageTitle } from "./page-title.ts";
import { ToastRegion } from "./toast-region.tsx";
import { Slot } from "./slot.tsx";

export interface EntranceProps {
  readonly mark: JSX.Element;
  /** Whose door this is. */
  readonly name: string;
  readonly title: string;
  readonly description?: JSX.Element;
  readonly children?: JSX.Element;
  /** Under the content, such as the way to another page. */
  readonly footer?: JSX.Element;
}

/** A page in front of the gate: one thing to do, beside the gate in the colour of whoever keeps it. */
export function Entrance(props: EntranceProps): JSX.Element {
  usePageTitle(() => props.title);
  return (
    <>
      <OfflineBanner />
      <div class="grid min-h-dvh grid-rows-[auto_1fr] lg:grid-cols-[minmax(0,1fr)_minmax(0,0.82fr)] lg:grid-rows-1">
        <div class="mx-auto flex w-full max-w-[27rem] flex-col px-5 py-6 sm:px-6 lg:py-10">
          <div class="flex min-w-0 items-center gap-2.5">
            {props.mark}
            <p class="truncate font-semibold tracking-[-0.01em] text-ink">{props.name}</p>
          </div>
          <main tabindex="-1" class="my-auto w-full py-10">
            <h1 tabindex="-1" class="text-2xl font-semibold tracking-[-0.02em] text-ink">
              {props.title}
            </h1>
            <Slot class="mt-2 text-base text-muted">{props.description}</Slot>
            <Slot class="mt-7 grid gap-5">{props.children}</Slot>
            <Slot class="mt-7 text-base text-muted">{props.footer}</Slot>
          </main>
        </div>
        <div
          class="relative h-20 overflow-hidden bg-brand text-on-brand max-lg:order-first sm:h-28 lg:h-auto dark:opacity-80"
          aria-hidden="true"
        >
          <Gate />
        </div>
      </div>
      <ToastRegion />
    </>
  );
}

/** The gate: arches within arches, as one sees them when standing in front of them. */
function Gate(): JSX.Element {
  const arch = (radius: number) => `M${300 - radius} 900V470a${radius} ${radius} 0 0 1 ${radius * 2} 0V900`;
  return (
    <svg
      class="absolute inset-0 size-full"
      viewBox="0 0 600 800"
      preserveAspectRatio="xMidYMid slice"
      fill="none"
      stroke="currentColor"
    >
      <path d={arch(400)} stroke-opacity="0.1" stroke-width="1.5" />
      <path d={arch(340)} fill="currentColor" fill-opacity="0.035" stroke-opacity="0.16" stroke-width="1.5" />
      <path d={arch(280)} fill="currentColor" fill-opacity="0.045" stroke-opacity="0.22" stroke-width="1.5" />
      <path d={arch(220)} fill="currentColor" fill-opacity="0.055" stroke-opacity="0.3" stroke-width="1.5" />
      <path d={arch(160)} fill="currentColor" fill-opacity="0.07" stroke-opacity="0.42" stroke-width="1.5" />
      <path d={arch(100)} fill="currentColor" fill-opacity="0.12" stroke-opacity="0.6" stroke-width="1.5" />
    </svg>
  );
}
