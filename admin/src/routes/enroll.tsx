import { createFileRoute, useNavigate } from "@tanstack/solid-router";
import { Match, onMount, Switch, type JSX } from "solid-js";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { usePageTitle } from "../../../ui/page-title.ts";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { SpinnerIcon } from "../../../ui/icons.tsx";
import { takeEnrollmentToken } from "../operators/enrollment-link.ts";
import { useEnroll } from "../operators/queries.ts";
import { LonePage } from "../shell/lone-page.tsx";
import { AccessRequired, CameInAs } from "../shell/standing.tsx";

export const Route = createFileRoute("/enroll")({ component: EnrollPage });

/** Where an enrollment link leads. The token is used at once and is gone from the address before that. */
function EnrollPage(): JSX.Element {
  usePageTitle(() => "Enroll");
  const navigate = useNavigate();
  const enrollment = useEnroll();
  const token = takeEnrollmentToken(window.location, window.history);
  const enroll = () => {
    if (token !== null) enrollment.mutate(token, { onSuccess: () => void navigate({ to: "/", replace: true }) });
  };
  onMount(enroll);

  return (
    <Switch
      fallback={
        <LonePage title="Enrolling you">
          <p role="status" class="flex items-center gap-2.5">
            <SpinnerIcon class="size-5" />
            One moment…
          </p>
        </LonePage>
      }
    >
      <Match when={token === null}>
        <Incomplete />
      </Match>
      <Match when={hasCode(enrollment.error, "ACCESS_REQUIRED")}>
        <AccessRequired />
      </Match>
      <Match when={hasCode(enrollment.error, "ENROLLMENT_REFUSED")}>
        <Refused />
      </Match>
      <Match when={hasCode(enrollment.error, "OPERATOR_DEACTIVATED")}>
        <LonePage title="Your operator account is deactivated" footer={<CameInAs />}>
          <p>This link does not change that. A super admin can give you a new one.</p>
        </LonePage>
      </Match>
      <Match when={enrollment.isError}>
        <LonePage title="Enrolling did not work yet">
          <p role="alert">{sentenceFor(enrollment.error)} Your link has not been used up.</p>
          <div>
            <Button variant="primary" pending={enrollment.isPending} onClick={enroll}>
              Try again
            </Button>
          </div>
        </LonePage>
      </Match>
    </Switch>
  );
}

/** Signing in at Access on the way here loses what stands behind the `#`: opening the link once more helps. */
function Incomplete(): JSX.Element {
  return (
    <LonePage title="Open your link once more" footer={<CameInAs />}>
      <p>
        This page was opened without an enrollment token. If you just signed in on the way here, open the link in your
        mail again, now that Access knows you.
      </p>
      <p>If you are enrolled already, you do not need it.</p>
      <div>
        <a href="/" class={buttonClass()}>
          Go to the console
        </a>
      </div>
    </LonePage>
  );
}

function Refused(): JSX.Element {
  return (
    <LonePage title="This link does not work for you" footer={<CameInAs />}>
      <div role="alert" class="grid gap-2">
        <p>An enrollment link works once, for seven days, and only for the address it was sent to.</p>
        <p>
          If yours was for another address, sign out and come in with that one. Otherwise ask a super admin for a new
          link.
        </p>
      </div>
    </LonePage>
  );
}
