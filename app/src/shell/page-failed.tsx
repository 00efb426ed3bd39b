import type { ErrorComponentProps } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { Entrance } from "../../../ui/entrance.tsx";
import { ErrorState } from "../../../ui/error-state.tsx";
import { RefreshIcon } from "../../../ui/icons.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { hasCode, isPassing, requestIdOf, sentenceFor } from "../../../ui/problem.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { healthPath } from "../apex/health-path.ts";
import { apexOf } from "../apex/team-address.ts";
import { PlaceMark, usePlaceName } from "../tenancy/place-mark.tsx";
import { createRetry } from "./retry.ts";

/** A page that has failed, where the rest of the app is still there around it. */
export function PageFailed(props: ErrorComponentProps): JSX.Element {
  const retry = createRetry(() => props.error);
  return (
    <Panel>
      <ErrorState
        title={isPassing(props.error) ? passingTitle(props.error) : "This page has failed"}
        error={props.error}
        onRetry={() => void retry.now()}
        retrying={retry.isUnderWay()}
      />
    </Panel>
  );
}

/** Nothing can be had at all: neither whose page this is, nor who is asking. */
export function AppFailed(props: ErrorComponentProps): JSX.Element {
  const name = usePlaceName();
  const retry = createRetry(() => props.error);
  return (
    <Entrance
      mark={<PlaceMark />}
      name={name()}
      title={isPassing(props.error) ? passingTitle(props.error) : "Something went wrong"}
      description={sentenceFor(props.error)}
      footer={
        <Show when={isPassing(props.error) && apexOf(window.location.host)}>
          {(apex) => (
            <a href={`${window.location.protocol}//${apex()}${healthPath}`} class={linkClass}>
              See what works right now
            </a>
          )}
        </Show>
      }
    >
      <Show when={isPassing(props.error)}>
        <p class="text-muted">Nothing is lost: this page keeps trying by itself.</p>
      </Show>
      <WaitingButton
        class="justify-self-start"
        icon={RefreshIcon}
        error={props.error}
        pending={retry.isUnderWay()}
        onClick={() => void retry.now()}
      >
        Try again
      </WaitingButton>
      <Show when={requestIdOf(props.error)}>{(id) => <p class="font-mono text-2xs text-faint">Request {id()}</p>}</Show>
    </Entrance>
  );
}

function passingTitle(error: unknown): string {
  if (hasCode(error, "OVERLOADED")) return "Very busy right now";
  if (hasCode(error, "RATE_LIMITED")) return "That was a little too often";
  return hasCode(error, "NETWORK") ? "There is no connection" : "We will be right back";
}
