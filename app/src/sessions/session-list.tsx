import { useQuery } from "@tanstack/solid-query";
import { createSignal, For, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { Session } from "../api.gen/types.gen.ts";
import { sessionsQuery, useEndOtherSessions } from "./queries.ts";
import { SessionRow } from "./session-row.tsx";

export function SessionList(): JSX.Element {
  const query = useQuery(() => sessionsQuery);
  const others = () => (query.isPending ? 0 : (query.data?.items.filter(({ current }) => !current).length ?? 0));
  return (
    <Panel title="Your sessions" flush actions={<EndOthers count={others()} />}>
      <Loaded query={query}>
        {(data) => (
          <ul class="divide-y divide-line">
            <For each={currentFirst(data().items)}>
              {(session) => <SessionRow session={session} class="px-4 md:px-5" />}
            </For>
          </ul>
        )}
      </Loaded>
    </Panel>
  );
}

function currentFirst(sessions: readonly Session[]): Session[] {
  return sessions.toSorted(
    (one, other) => Number(other.current) - Number(one.current) || other.lastSeenAt.localeCompare(one.lastSeenAt),
  );
}

function EndOthers(props: { readonly count: number }): JSX.Element {
  const end = useEndOtherSessions();
  const [asking, setAsking] = createSignal(false);
  const confirm = async () => {
    try {
      const { closed } = await end.mutateAsync();
      toast(closed === 1 ? "One other session is over." : `${closed} other sessions are over.`);
      setAsking(false);
    } catch {
      // The dialog says what went wrong.
    }
  };
  return (
    <Show when={props.count > 0}>
      <Button
        size="small"
        onClick={() => {
          end.reset();
          setAsking(true);
        }}
      >
        End all others
      </Button>
      <ConfirmDialog
        open={asking()}
        onOpenChange={setAsking}
        title="End all other sessions?"
        description="Everywhere but here you are signed out at once. If you did not recognize one of them, choose a new password as well."
        confirmLabel="End them"
        danger
        pending={end.isPending}
        error={end.isError ? sentenceFor(end.error) : undefined}
        onConfirm={() => void confirm()}
      />
    </Show>
  );
}
