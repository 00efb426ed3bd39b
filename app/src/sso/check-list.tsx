import { For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { CheckIcon, CloseIcon, DotsIcon, type Icon } from "../../../ui/icons.tsx";
import type { SsoCheck } from "../api.gen/types.gen.ts";
import { checkSentence } from "./advice.ts";

interface Look {
  readonly icon: Icon;
  readonly colour: string;
  readonly word: string;
}

const looks: Readonly<Record<SsoCheck["outcome"], Look>> = {
  passed: { icon: CheckIcon, colour: "bg-success-soft text-success-ink", word: "Passed" },
  failed: { icon: CloseIcon, colour: "bg-danger-soft text-danger-ink", word: "Failed" },
  not_reached: { icon: DotsIcon, colour: "bg-sunken text-faint", word: "Not reached" },
  not_applicable: { icon: DotsIcon, colour: "bg-sunken text-faint", word: "Does not apply" },
};

/** Every check, in the order in which they were made, with what came of it. */
export function CheckList(props: { readonly checks: readonly SsoCheck[] }): JSX.Element {
  return (
    <ol class="grid gap-2">
      <For each={props.checks}>
        {(check) => (
          <li class="flex items-start gap-2.5">
            <span class={`mt-0.5 grid size-5 shrink-0 place-items-center rounded-full ${looks[check.outcome].colour}`}>
              <Dynamic component={looks[check.outcome].icon} class="size-3" />
            </span>
            <div class="min-w-0">
              <p class={`text-base ${check.outcome === "not_reached" ? "text-faint" : "text-ink"}`}>
                {checkSentence(check.check)}
                <span class={check.outcome === "passed" ? "sr-only" : "ml-1.5 text-sm text-muted"}>
                  {" "}
                  {looks[check.outcome].word}
                </span>
              </p>
              <Show when={check.detail}>
                <p class="text-sm break-words text-muted">{check.detail}</p>
              </Show>
            </div>
          </li>
        )}
      </For>
    </ol>
  );
}
