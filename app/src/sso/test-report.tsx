import { Link } from "@tanstack/solid-router";
import { For, Match, Show, Switch, type JSX } from "solid-js";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { RefreshIcon, SpinnerIcon } from "../../../ui/icons.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import type { SsoProvider, SsoTest } from "../api.gen/types.gen.ts";
import { useMe } from "../session/me.tsx";
import { adviceFor } from "./advice.ts";
import { CheckList } from "./check-list.tsx";
import { claimRows } from "./claims.ts";
import { isSetUp } from "./setup/progress.ts";
import { TestButton } from "./test-button.tsx";

/** What came of a test sign-in: each check with its result, what was received, and what to do about a failure. */
export function TestReport(props: {
  readonly test: SsoTest;
  /** Null while it is not known, or when it was deleted. */
  readonly provider: SsoProvider | null;
  readonly onLookAgain: () => void;
}): JSX.Element {
  const me = useMe();
  const isMine = () => props.test.startedBy.id === me().user.id;
  return (
    <div class="grid grid-cols-1 gap-6">
      <Verdict {...props} />
      <div class="flex flex-wrap items-center gap-2.5">
        <Show when={props.provider}>
          {(provider) => (
            <>
              <Show when={!isSetUp(provider())}>
                <Link
                  to="/sso/new"
                  search={{ provider: provider().id, test: props.test.id }}
                  class={buttonClass(props.test.status === "passed" ? "primary" : "secondary")}
                >
                  Continue the setup
                </Link>
              </Show>
              <TestButton
                provider={provider()}
                variant={props.test.status === "passed" ? "secondary" : "primary"}
                label="Test again"
                icon={RefreshIcon}
              />
              <Link to="/sso/$providerId" params={{ providerId: provider().id }} class={buttonClass("quiet")}>
                Settings of {provider().label}
              </Link>
            </>
          )}
        </Show>
      </div>
      <Show when={props.test.checks.length > 0}>
        <Panel title="Checks" description="In the order in which they are made. After a failure nothing more is asked.">
          <CheckList checks={props.test.checks} />
        </Panel>
      </Show>
      <Show when={claimRows(props.test.claims).length > 0}>
        <Panel
          title={`What the provider says of ${isMine() ? "you" : (props.test.startedBy.name ?? "the person")}`}
          description="Claims of the ID token and of userinfo, as they were received. Role claims are chosen from these."
        >
          <dl class="grid gap-2.5">
            <For each={claimRows(props.test.claims)}>
              {([name, value]) => (
                <div class="grid gap-x-4 gap-y-0.5 sm:grid-cols-[12rem_minmax(0,1fr)]">
                  <dt class="font-mono text-sm break-all text-muted">{name}</dt>
                  <dd class="font-mono text-sm break-words whitespace-pre-wrap text-ink">{value}</dd>
                </div>
              )}
            </For>
          </dl>
        </Panel>
      </Show>
    </div>
  );
}

function Verdict(props: {
  readonly test: SsoTest;
  readonly provider: SsoProvider | null;
  readonly onLookAgain: () => void;
}): JSX.Element {
  const me = useMe();
  const isMine = () => props.test.startedBy.id === me().user.id;
  const isOutdated = () => props.provider !== null && props.provider.version !== props.test.providerVersion;
  const reason = () => props.test.reason;
  return (
    <div class="grid grid-cols-1 gap-3" aria-live="polite">
      <Switch>
        <Match when={props.test.status === "waiting"}>
          <Notice tone="info" title="Waiting for the sign-in at the provider" action={<SpinnerIcon class="size-5" />}>
            <p>
              Finish it in the window in which it was started; this page looks by itself. It was started{" "}
              <RelativeTime at={props.test.startedAt} /> and ends ten minutes later.
            </p>
          </Notice>
        </Match>
        <Match when={props.test.status === "expired"}>
          <Notice tone="warning" title="Nobody came back from the provider">
            The test has expired. If the provider showed an error page, its own words say what is wrong: mostly the
            callback address is not registered there to the letter, or the client ID is another one.
          </Notice>
        </Match>
        <Match when={props.test.status === "passed"}>
          <Notice
            tone="success"
            title={`It works: ${isMine() ? "you" : (props.test.startedBy.name ?? "the person")} could have signed in`}
          >
            <Show
              when={isMine() && me().role === "owner"}
              fallback={
                props.provider?.proven
                  ? "An owner has come in by it as it is now, too: single sign-on can be required."
                  : "Before single sign-on can be required, an owner has to sign in or test as well."
              }
            >
              You are an owner, so this proves that owners can come in by it: single sign-on can now be required, as
              soon as the provider is switched on and has a verified domain.
            </Show>
          </Notice>
        </Match>
        <Match when={reason()}>
          {(why) => (
            <Notice tone="danger" title={adviceFor(why()).sentence}>
              <p>{adviceFor(why()).advice}</p>
            </Notice>
          )}
        </Match>
        <Match when={true}>
          <Notice
            tone="danger"
            title="The test did not succeed"
            action={
              <Button size="small" onClick={() => props.onLookAgain()}>
                Look again
              </Button>
            }
          >
            See below which check failed.
          </Notice>
        </Match>
      </Switch>
      <Show when={isOutdated()}>
        <Notice tone="info">
          The provider was changed since this test (it was version {props.test.providerVersion}). Test again to see how
          it is now.
        </Notice>
      </Show>
    </div>
  );
}
