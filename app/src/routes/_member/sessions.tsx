import { createFileRoute } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { EveryonesSessions } from "../../sessions/everyones-sessions.tsx";
import { SessionList } from "../../sessions/session-list.tsx";
import { useMay } from "../../session/me.tsx";

export const Route = createFileRoute("/_member/sessions")({ component: Sessions });

function Sessions(): JSX.Element {
  const may = useMay();
  return (
    <>
      <PageHeader
        title="Sessions"
        description="Where you are signed in. What you end here is over at once, on every device and in every tab."
      />
      <div class="grid gap-6">
        <SessionList />
        <Show when={may("organization-sessions:revoke")}>
          <EveryonesSessions />
        </Show>
      </div>
    </>
  );
}
