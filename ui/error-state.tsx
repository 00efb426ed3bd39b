import { Show, type JSX } from "solid-js";
import { RefreshIcon, WarningIcon } from "./icons.tsx";
import { sentenceFor, requestIdOf } from "./problem.ts";
import { WaitingButton } from "./waiting-button.tsx";

export interface ErrorStateProps {
  readonly error: unknown;
  readonly onRetry?: () => void;
  readonly retrying?: boolean;
  readonly title?: string;
}

/** Something could not be shown: what, whose fault, and a way on. */
export function ErrorState(props: ErrorStateProps): JSX.Element {
  return (
    <div role="alert" class="grid justify-items-center gap-1 px-6 py-10 text-center">
      <div class="mb-2 grid size-11 place-items-center rounded-full bg-warning-soft text-warning-ink">
        <WarningIcon class="size-5" />
      </div>
      <p class="font-semibold text-ink">{props.title ?? "This could not be loaded"}</p>
      <p class="max-w-sm text-base text-muted">{sentenceFor(props.error)}</p>
      <Show when={props.onRetry}>
        <WaitingButton
          class="mt-4"
          icon={RefreshIcon}
          error={props.error}
          pending={props.retrying ?? false}
          onClick={() => props.onRetry?.()}
        >
          Try again
        </WaitingButton>
      </Show>
      <Show when={requestIdOf(props.error)}>
        {(id) => <p class="mt-3 font-mono text-2xs text-faint">Request {id()}</p>}
      </Show>
    </div>
  );
}
