import { For, Show, type JSX } from "solid-js";
import type { Preset } from "../../../../src/sso/provider.ts";
import { Button } from "../../../../ui/button.tsx";
import { TextLink } from "../../../../ui/link.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { guides } from "../guides/all.ts";
import { Marked } from "../guides/marked.tsx";
import { StepPanel } from "./step-panel.tsx";

export function ApplicationStep(props: {
  readonly preset: Preset;
  readonly onBack: () => void;
  readonly onNext: () => void;
}): JSX.Element {
  const guide = () => guides[props.preset];
  return (
    <StepPanel
      title={`Make an application in ${props.preset === "generic" ? "your identity provider" : guide().name}`}
      description="It stands for this organization there. You need the rights of an administrator."
      onBack={props.onBack}
      next={
        <Button variant="primary" onClick={() => props.onNext()}>
          I have done this
        </Button>
      }
    >
      <Show when={guide().console.url}>
        {(url) => (
          <p>
            <TextLink href={url()} external>
              Open the {guide().console.name}
            </TextLink>
          </p>
        )}
      </Show>
      <ol class="grid gap-3">
        <For each={guide().application}>
          {(sentence, index) => (
            <li class="flex items-start gap-3 text-base text-muted">
              <span
                aria-hidden="true"
                class="grid size-6 shrink-0 place-items-center rounded-full bg-sunken text-xs font-semibold text-ink"
              >
                {index() + 1}
              </span>
              <p class="min-w-0">
                <Marked text={sentence} />
              </p>
            </li>
          )}
        </For>
      </ol>
      <Show when={guide().caution}>
        {(caution) => (
          <Notice tone="info">
            <Marked text={caution()} />
          </Notice>
        )}
      </Show>
    </StepPanel>
  );
}
