import { useQuery } from "@tanstack/solid-query";
import { Match, Show, Switch, type JSX } from "solid-js";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { RefreshIcon } from "../../../ui/icons.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { usePageTitle } from "../../../ui/page-title.ts";
import { hasCode, requestIdOf, sentenceFor } from "../../../ui/problem.ts";
import { accessIdentityQuery } from "../operators/queries.ts";
import { publicHealthUrl } from "../system/public-health.ts";
import { LonePage } from "./lone-page.tsx";

export const signOutPath = "/cdn-cgi/access/logout";

interface StandingProps {
  readonly error: unknown;
  readonly retrying: boolean;
  readonly onRetry: () => void;
}

/** Why somebody is not shown the console, and what they can do about it. */
export function Standing(props: StandingProps): JSX.Element {
  return (
    <Switch fallback={<Unavailable error={props.error} retrying={props.retrying} onRetry={props.onRetry} />}>
      <Match when={hasCode(props.error, "ACCESS_REQUIRED")}>
        <AccessRequired />
      </Match>
      <Match when={hasCode(props.error, "ENROLLMENT_REQUIRED")}>
        <NotEnrolled />
      </Match>
      <Match when={hasCode(props.error, "OPERATOR_DEACTIVATED")}>
        <Deactivated />
      </Match>
    </Switch>
  );
}

function Unavailable(props: StandingProps): JSX.Element {
  usePageTitle(() => "Not available");
  return (
    <LonePage
      title="The console is not available"
      footer={
        <a href={publicHealthUrl(window.location)} class={linkClass}>
          See what works right now
        </a>
      }
    >
      <p role="alert">{sentenceFor(props.error)}</p>
      <div>
        <Button variant="primary" icon={RefreshIcon} pending={props.retrying} onClick={() => props.onRetry()}>
          Try again
        </Button>
      </div>
      <Show when={requestIdOf(props.error)}>{(id) => <p class="font-mono text-2xs text-faint">Request {id()}</p>}</Show>
    </LonePage>
  );
}

/** A navigation, not a route change: on a full load Access asks who is there, and brings them back here. */
export function AccessRequired(): JSX.Element {
  usePageTitle(() => "Sign in again");
  return (
    <LonePage title="Your Access session has ended">
      <p>The console is behind Cloudflare Access, which no longer vouches for you. Sign in there to go on.</p>
      <div>
        <a href={`${location.pathname}${location.search}`} class={buttonClass("primary", "large")}>
          Sign in again
        </a>
      </div>
    </LonePage>
  );
}

function NotEnrolled(): JSX.Element {
  usePageTitle(() => "Not enrolled");
  return (
    <LonePage title="You are not an operator yet" footer={<CameInAs />}>
      <p>Access let you in, but this console does not know you.</p>
      <p>
        If you were invited, open the enrollment link in your mail, now that you are signed in. It works once. If you
        have no link, or it has expired, ask a super admin for a new one.
      </p>
    </LonePage>
  );
}

function Deactivated(): JSX.Element {
  usePageTitle(() => "Deactivated");
  return (
    <LonePage title="Your operator account is deactivated" footer={<CameInAs />}>
      <p>Somebody took your access to this console away. If that is a mistake, a super admin can enroll you again.</p>
    </LonePage>
  );
}

/** The wrong account at the identity provider is the most likely mistake: say which one it is. */
export function CameInAs(): JSX.Element {
  const identity = useQuery(() => accessIdentityQuery);
  return (
    <p>
      <Show when={identity.isSuccess && identity.data} fallback="Not the account you meant? ">
        {(email) => (
          <>
            Access says you are <span class="font-medium text-ink">{email()}</span>. Not the account you meant?{" "}
          </>
        )}
      </Show>
      <a href={signOutPath} class={linkClass}>
        Sign out
      </a>
    </p>
  );
}
