import { createSignal, For, Match, onCleanup, Show, Switch, type JSX } from "solid-js";
import { Button } from "../button.tsx";
import { ShieldIcon } from "../icons.tsx";
import { sentenceFor } from "../problem.ts";
import { walkChain, type Stretch, type Verification } from "./verification.ts";

/** Whether the log is whole, as the chain of its entries says. Asked for by hand: of a long log it takes a while. */
export function Integrity(props: {
  /** Has the log verified from behind this place on, as far as one answer goes. */
  readonly ask: (after: number, signal: AbortSignal) => Promise<Stretch>;
  /** What to do when there are findings. */
  readonly advice: string;
}): JSX.Element {
  const [verification, setVerification] = createSignal<Verification>({ kind: "unasked" });
  const leaving = new AbortController();
  onCleanup(() => leaving.abort());
  const isUnderWay = () => verification().kind === "under_way";
  const verify = async () => {
    const { signal } = leaving;
    const ask = (after: number) => props.ask(after, signal);
    for await (const known of walkChain(ask)) setVerification(known);
  };
  const of = <Kind extends Verification["kind"]>(kind: Kind) => {
    const known = verification();
    return known.kind === kind ? (known as Extract<Verification, { kind: Kind }>) : undefined;
  };
  return (
    <section
      aria-label="Integrity of the log"
      class="mb-4 flex flex-col gap-3 rounded-lg border border-line bg-surface px-4 py-3 shadow-card sm:flex-row sm:items-center md:px-5"
    >
      <div class="flex min-w-0 flex-1 items-start gap-3" role="status">
        <ShieldIcon class="mt-0.5 size-5 shrink-0 text-muted" />
        <div class="min-w-0 text-base text-muted">
          <Switch>
            <Match when={of("unasked")}>Each entry is chained to the one before, so that a change shows.</Match>
            <Match when={of("under_way")}>{(known) => <>Verified through entry {known().through} so far…</>}</Match>
            <Match when={of("whole")}>
              {(known) => (
                <>
                  <span class="font-medium text-success-ink">Verified through entry {known().through}.</span>{" "}
                  {known().rows} {known().rows === 1 ? "entry is" : "entries are"} as written,{" "}
                  {known().checkpoints === 0
                    ? "none signed yet."
                    : `${known().checkpoints} signed ${known().checkpoints === 1 ? "checkpoint agrees" : "checkpoints agree"}.`}
                </>
              )}
            </Match>
            <Match when={of("broken")}>
              {(known) => (
                <>
                  <span class="font-medium text-danger-ink">
                    This log is not as it was written: {known().found} {known().found === 1 ? "finding" : "findings"}.
                  </span>
                  <ul class="mt-1 list-disc pl-5 text-sm">
                    <For each={known().findings.slice(0, 5)}>
                      {(finding) => (
                        <li>
                          {finding.sequence === null ? "" : `Entry ${finding.sequence}: `}
                          {finding.message}
                        </li>
                      )}
                    </For>
                  </ul>
                  <p class="mt-1 text-sm">
                    <Show when={known().found > 5}>And more. </Show>
                    {props.advice}
                  </p>
                </>
              )}
            </Match>
            <Match when={of("unanswered")}>
              {(known) => (
                <>
                  <span class="font-medium text-warning-ink">Not verified.</span> {sentenceFor(known().error)}
                </>
              )}
            </Match>
          </Switch>
        </div>
      </div>
      <Button pending={isUnderWay()} onClick={() => void verify()}>
        Verify now
      </Button>
    </section>
  );
}
