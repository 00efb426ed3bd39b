import { Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { CheckIcon, InfoIcon, StopIcon, WarningIcon, type Icon } from "./icons.tsx";
import { Slot } from "./slot.tsx";

export type Tone = "info" | "success" | "warning" | "danger";

const looks: Readonly<Record<Tone, { readonly box: string; readonly icon: Icon }>> = {
  info: { box: "bg-info-soft text-info-ink", icon: InfoIcon },
  success: { box: "bg-success-soft text-success-ink", icon: CheckIcon },
  warning: { box: "bg-warning-soft text-warning-ink", icon: WarningIcon },
  danger: { box: "bg-danger-soft text-danger-ink", icon: StopIcon },
};

export interface NoticeProps {
  readonly tone: Tone;
  readonly title?: string;
  readonly children?: JSX.Element;
  readonly action?: JSX.Element;
  /** Read out when it appears: for what follows from something the reader did. */
  readonly announce?: boolean;
  readonly class?: string;
}

/** A message that stays with what it is about. What passes is a toast. */
export function Notice(props: NoticeProps): JSX.Element {
  return (
    <div
      class={`flex items-start gap-3 rounded-md px-3.5 py-3 text-base ${looks[props.tone].box} ${props.class ?? ""}`}
      role={props.announce === true ? "alert" : undefined}
    >
      <Dynamic component={looks[props.tone].icon} class="mt-px size-5" />
      <div class="min-w-0 flex-1">
        <Show when={props.title}>
          <p class="font-semibold">{props.title}</p>
        </Show>
        <Slot class="text-ink">{props.children}</Slot>
      </div>
      <Slot class="shrink-0">{props.action}</Slot>
    </div>
  );
}
