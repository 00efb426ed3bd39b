import { useQuery } from "@tanstack/solid-query";
import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { Dynamic } from "solid-js/web";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { DeviceIcon, PhoneIcon } from "../../../ui/icons.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Session } from "../api.gen/types.gen.ts";
import { describeDevice } from "./device.ts";
import { sessionsQuery, useEndOtherSessions, useEndSession } from "./queries.ts";

export function SessionList(): JSX.Element {
  const query = useQuery(() => sessionsQuery);
  const others = () => (query.isPending ? 0 : (query.data?.items.filter(({ current }) => !current).length ?? 0));
  return (
    <Panel title="Your sessions" flush actions={<EndOthers count={others()} />}>
      <Loaded query={query}>
        {(data) => (
          <ul class="divide-y divide-line">
            <For each={currentFirst(data().items)}>{(session) => <SessionRow session={session} />}</For>
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

const methods: Readonly<Record<Session["method"], string>> = {
  password: "with a password",
  invitation: "by an invitation",
};

function SessionRow(props: { readonly session: Session }): JSX.Element {
  const end = useEndSession();
  const device = createMemo(() => describeDevice(props.session.userAgent));

  const endIt = async () => {
    try {
      await end.mutateAsync(props.session);
      toast(`The session in ${device().name} is over.`);
    } catch (error) {
      if (!hasCode(error, "NOT_FOUND")) toast(sentenceFor(error), "danger");
    }
  };

  return (
    <li class="flex items-start gap-3.5 px-4 py-4 md:px-5">
      <span class="grid size-9 shrink-0 place-items-center rounded-full bg-sunken text-muted">
        <Dynamic component={device().isPhone ? PhoneIcon : DeviceIcon} class="size-[1.125rem]" />
      </span>
      <div class="min-w-0 flex-1">
        <p class="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium text-ink">
          <span title={props.session.userAgent ?? undefined}>{device().name}</span>
          <Show when={props.session.current}>
            <Badge tone="success">This session</Badge>
          </Show>
        </p>
        <p class="text-sm text-muted">
          Signed in {methods[props.session.method]} <RelativeTime at={props.session.createdAt} />
          <Show when={props.session.address}>
            {(address) => (
              <>
                {" from "}
                <span class="font-mono text-xs">{address()}</span>
              </>
            )}
          </Show>
        </p>
        <p class="text-sm text-muted">
          Last active <RelativeTime at={props.session.lastSeenAt} />, expires{" "}
          <RelativeTime at={props.session.expiresAt} />
        </p>
      </div>
      <Show when={!props.session.current}>
        <Button
          size="small"
          pending={end.isPending}
          aria-label={`End the session in ${device().name}`}
          onClick={() => void endIt()}
        >
          End
        </Button>
      </Show>
    </li>
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
