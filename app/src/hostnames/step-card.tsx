import { createUniqueId, Match, Switch, type JSX } from "solid-js";
import { Badge, type BadgeTone } from "../../../ui/badge.tsx";
import { CheckIcon, WarningIcon } from "../../../ui/icons.tsx";
import { Slot } from "../../../ui/slot.tsx";
import type { StepState } from "./progress.ts";

const words: Readonly<Record<StepState, string>> = {
  done: "Done",
  yours: "To do",
  waiting: "Waiting",
  ahead: "Later",
  trouble: "Needs attention",
};

const tones: Readonly<Record<StepState, BadgeTone>> = {
  done: "success",
  yours: "brand",
  waiting: "info",
  ahead: "neutral",
  trouble: "danger",
};

const circles: Readonly<Record<StepState, string>> = {
  done: "bg-success-soft text-success-ink",
  yours: "bg-brand text-on-brand",
  waiting: "bg-info-soft text-info-ink",
  ahead: "bg-sunken text-muted",
  trouble: "bg-danger-soft text-danger-ink",
};

/** One step of a hostname's way, with how far it is. */
export function StepCard(props: {
  readonly number: number;
  readonly title: string;
  readonly state: StepState;
  readonly description?: JSX.Element;
  readonly children: JSX.Element;
}): JSX.Element {
  const headingId = createUniqueId();
  return (
    <li>
      <section
        aria-labelledby={headingId}
        class="overflow-clip rounded-lg border border-line bg-surface p-4 shadow-card md:p-5"
      >
        <div class="flex items-start gap-3.5">
          <span
            aria-hidden="true"
            class={`grid size-7 shrink-0 place-items-center rounded-full text-sm font-semibold ${circles[props.state]}`}
          >
            <Switch fallback={props.number}>
              <Match when={props.state === "done"}>
                <CheckIcon class="size-4" />
              </Match>
              <Match when={props.state === "trouble"}>
                <WarningIcon class="size-4" />
              </Match>
            </Switch>
          </span>
          <div class="min-w-0 flex-1">
            <div class="flex min-h-7 flex-wrap items-center gap-x-2.5 gap-y-1">
              <h2 id={headingId} class="text-base font-semibold text-ink">
                <span class="sr-only">Step {props.number}: </span>
                {props.title}
              </h2>
              <Badge tone={tones[props.state]}>{words[props.state]}</Badge>
            </div>
            <Slot class="max-w-2xl text-base text-muted">{props.description}</Slot>
          </div>
        </div>
        <Slot class="mt-4 grid min-w-0 grid-cols-1 gap-4 sm:pl-[2.625rem]">{props.children}</Slot>
      </section>
    </li>
  );
}
