import { For, Show, type JSX } from "solid-js";
import { CheckIcon } from "../../../../ui/icons.tsx";
import { isDone, isOpen, setupSteps, stepNames, type Progress, type SetupStep } from "./progress.ts";

/** The steps of a setup at the side, with what is done, and the one that is at hand. */
export function SetupFrame(props: {
  readonly progress: Progress;
  readonly step: SetupStep;
  readonly onGo: (step: SetupStep) => void;
  readonly children: JSX.Element;
}): JSX.Element {
  return (
    <div class="grid items-start gap-6 lg:grid-cols-[13rem_minmax(0,1fr)]">
      <nav aria-label="Steps of the setup">
        <ol class="flex flex-wrap gap-y-1 lg:grid">
          <For each={setupSteps}>
            {(step, index) => {
              const isCurrent = () => props.step === step;
              const isFinished = () => isDone(step, props.progress);
              return (
                <li>
                  <button
                    type="button"
                    aria-current={isCurrent() ? "step" : undefined}
                    disabled={!isOpen(step, props.progress)}
                    class="easing flex w-full items-center gap-2.5 rounded-md px-1 py-1.5 text-left aria-[current]:px-2 lg:px-2 text-base font-medium text-muted enabled:hover:bg-sunken enabled:hover:text-ink disabled:cursor-default aria-[current]:bg-surface aria-[current]:text-ink aria-[current]:shadow-card coarse:py-2.5"
                    onClick={() => props.onGo(step)}
                  >
                    <span
                      class="grid size-6 shrink-0 place-items-center rounded-full text-xs font-semibold"
                      classList={{
                        "bg-success-soft text-success-ink": isFinished(),
                        "bg-brand text-on-brand": !isFinished() && isCurrent(),
                        "bg-sunken text-muted": !isFinished() && !isCurrent(),
                      }}
                    >
                      <Show when={isFinished()} fallback={index() + 1}>
                        <CheckIcon class="size-3.5" label="Done:" />
                      </Show>
                    </span>
                    {/* On a phone only the step at hand is named: seven names would fill the screen. */}
                    <span class={isCurrent() ? "" : "max-lg:sr-only"}>{stepNames[step]}</span>
                  </button>
                </li>
              );
            }}
          </For>
        </ol>
      </nav>
      <div class="min-w-0">{props.children}</div>
    </div>
  );
}
