import { useQuery } from "@tanstack/solid-query";
import { Link } from "@tanstack/solid-router";
import { Match, Show, Switch, type JSX } from "solid-js";
import { Button } from "../../../../ui/button.tsx";
import { linkClass } from "../../../../ui/link.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { RelativeTime } from "../../../../ui/relative-time.tsx";
import type { SsoProvider } from "../../api.gen/types.gen.ts";
import { adviceFor } from "../advice.ts";
import { testQuery } from "../queries.ts";
import { TestButton } from "../test-button.tsx";
import { StepPanel } from "./step-panel.tsx";

/** Signing in by it, as the admin who sets it up, before anybody else does. */
export function TestStep(props: {
  readonly provider: SsoProvider;
  readonly testId: string | undefined;
  readonly isTested: boolean;
  readonly onBack: () => void;
  readonly onNext: () => void;
}): JSX.Element {
  return (
    <StepPanel
      title="Try it yourself"
      description={`You sign in at ${props.provider.label} as yourself and come back here. Nothing is changed by it, and you stay signed in as you are.`}
      onBack={props.onBack}
      next={
        <Button variant={props.isTested ? "primary" : "secondary"} onClick={() => props.onNext()}>
          {props.isTested ? "Continue" : "Continue without a test"}
        </Button>
      }
    >
      <Switch>
        <Match when={props.isTested && props.provider.proven}>
          {(proven) => (
            <Notice tone="success" title="It works">
              An owner came in by it <RelativeTime at={proven().at} />.
            </Notice>
          )}
        </Match>
        <Match when={props.isTested}>
          <Notice tone="success" title="It works">
            Your test has passed.
          </Notice>
        </Match>
      </Switch>
      <Show when={props.testId}>{(id) => <LastTest id={id()} />}</Show>
      <div class="flex flex-wrap items-center gap-2.5">
        <TestButton
          provider={props.provider}
          label={props.testId === undefined ? "Test the sign-in" : "Test again"}
          variant={props.isTested ? "secondary" : "primary"}
        />
      </div>
    </StepPanel>
  );
}

function LastTest(props: { readonly id: string }): JSX.Element {
  const query = useQuery(() => testQuery(props.id));
  const test = () => (query.isPending ? undefined : query.data);
  return (
    <Show when={test()}>
      {(known) => (
        <p class="text-base text-muted">
          <Show when={known().status === "failed" && known().reason}>
            {(reason) => <>The last test failed: {adviceFor(reason()).sentence} </>}
          </Show>
          <Link to="/sso/tests/$testId" params={{ testId: props.id }} class={linkClass}>
            Report of the last test
          </Link>
        </p>
      )}
    </Show>
  );
}
