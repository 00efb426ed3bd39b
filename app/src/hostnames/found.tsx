import { For, Show, type JSX } from "solid-js";
import { Notice, type Tone } from "../../../ui/notice.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import { isComparable, type Told } from "./finding-sentence.ts";

type Finding = NonNullable<Hostname["dns"]>["txt"];

const tones: Readonly<Record<Finding["outcome"], Tone>> = {
  found: "success",
  missing: "info",
  other: "warning",
  disagreement: "info",
  no_answer: "warning",
};

/** What was found in the DNS, beside what should be there. */
export function Found(props: { readonly finding: Finding; readonly told: Told }): JSX.Element {
  return (
    <Notice tone={tones[props.finding.outcome]} title={props.told.sentence} class="wrap-anywhere">
      <Show when={props.told.advice}>{(advice) => <p>{advice()}</p>}</Show>
      <Show when={isComparable(props.finding)}>
        <SeenAndExpected seen={props.finding.seen} expected={[props.finding.expected]} />
      </Show>
    </Notice>
  );
}

/** Both, one below the other, where a difference of one letter can be seen. */
function SeenAndExpected(props: {
  readonly seen: readonly string[];
  readonly expected: readonly string[];
}): JSX.Element {
  return (
    <dl class="mt-2 grid gap-x-3 gap-y-1 text-sm sm:grid-cols-[auto_minmax(0,1fr)]">
      <dt class="text-muted">We see</dt>
      <dd class="grid gap-1">
        <For each={props.seen}>{(text) => <code class="font-mono break-all text-ink">{text}</code>}</For>
      </dd>
      <dt class="text-muted">We expect</dt>
      <dd class="grid gap-1">
        <For each={props.expected}>{(text) => <code class="font-mono break-all text-ink">{text}</code>}</For>
      </dd>
    </dl>
  );
}
