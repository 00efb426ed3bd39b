import type { JSX } from "solid-js";
import { GateIcon } from "../../../ui/icons.tsx";

/** The console's sign, for dark ground. */
export function ConsoleMark(): JSX.Element {
  return (
    <span class="inline-flex items-center gap-2.5">
      <GateIcon class="size-6 text-signal" />
      <span class="text-base font-semibold tracking-[-0.01em]">Gatehouse</span>
      <span class="rounded-sm border border-rail-line px-1.5 text-2xs font-medium tracking-[0.08em] text-rail-muted uppercase">
        Console
      </span>
    </span>
  );
}
