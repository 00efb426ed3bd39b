import type { JSX } from "solid-js";
import type { Tone } from "./notice.tsx";

export type BadgeTone = Tone | "neutral" | "brand";

const tones: Readonly<Record<BadgeTone, string>> = {
  neutral: "bg-sunken text-muted",
  brand: "bg-brand-soft text-brand-ink",
  info: "bg-info-soft text-info-ink",
  success: "bg-success-soft text-success-ink",
  warning: "bg-warning-soft text-warning-ink",
  danger: "bg-danger-soft text-danger-ink",
};

/** One word about the state of something. The word says it; the colour only helps to find it. */
export function Badge(props: { readonly tone?: BadgeTone; readonly children: JSX.Element }): JSX.Element {
  return (
    <span
      class={`inline-flex h-[1.375rem] items-center rounded-full px-2 text-xs font-medium whitespace-nowrap ${tones[props.tone ?? "neutral"]}`}
    >
      {props.children}
    </span>
  );
}
