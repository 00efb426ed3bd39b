import { useQuery } from "@tanstack/solid-query";
import { createEffect, createMemo, For, on, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { DeviceIcon, PeopleIcon } from "../../../ui/icons.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { Member, Session } from "../api.gen/types.gen.ts";
import { memberSessionsQuery, useEndMemberSessions } from "../sessions/queries.ts";
import { SessionRow } from "../sessions/session-row.tsx";

/** Where a member is signed in, for those who may end it. */
export function MemberSessionsDialog(props: {
  readonly member: Member | null;
  readonly onClose: () => void;
}): JSX.Element {
  return (
    <Dialog
      open={props.member !== null}
      onOpenChange={(open) => open || props.onClose()}
      title={`Sessions of ${props.member?.name ?? ""}`}
      description="What you end here is over at once, on every device and in every tab."
    >
      <Show when={props.member}>{(member) => <MemberSessions member={member()} onClose={props.onClose} />}</Show>
    </Dialog>
  );
}

function MemberSessions(props: { readonly member: Member; readonly onClose: () => void }): JSX.Element {
  const query = useQuery(() => memberSessionsQuery(props.member.id));
  const endAll = useEndMemberSessions();
  const isGone = () => hasCode(query.error, "NOT_FOUND") || hasCode(endAll.error, "NOT_FOUND");
  const count = createMemo(() => (query.isPending || isGone() ? 0 : (query.data?.items.length ?? 0)));
  let closeButton: HTMLButtonElement | undefined;

  createEffect(
    on(
      () => props.member.id,
      () => endAll.reset(),
    ),
  );

  // A session that has ended takes its button along, and perhaps the focus, without which no key reaches the window.
  createEffect(
    on(count, () => setTimeout(() => document.activeElement === document.body && closeButton?.focus()), {
      defer: true,
    }),
  );

  const end = async () => {
    const { member } = props;
    try {
      const { closed } = await endAll.mutateAsync(member);
      toast(closed === 1 ? `One session of ${member.name} is over.` : `${closed} sessions of ${member.name} are over.`);
    } catch {
      // The dialog says what went wrong.
    }
  };

  return (
    <>
      <Show
        when={!isGone()}
        fallback={
          <EmptyState icon={PeopleIcon} title="No longer a member">
            {props.member.name} was removed in the meantime, and is signed out everywhere.
          </EmptyState>
        }
      >
        <Loaded query={query}>{(data) => <Sessions sessions={data().items} name={props.member.name} />}</Loaded>
        <Show when={endAll.isError}>
          <Notice tone="danger" announce class="mt-4">
            {sentenceFor(endAll.error)}
          </Notice>
        </Show>
      </Show>
      <DialogActions>
        <Button ref={(button: HTMLButtonElement) => (closeButton = button)} onClick={() => props.onClose()}>
          Close
        </Button>
        <Show when={count() > 0}>
          <Button variant="danger" pending={endAll.isPending} onClick={() => void end()}>
            {count() === 1 ? "End the session" : `End all ${count()}`}
          </Button>
        </Show>
      </DialogActions>
    </>
  );
}

function Sessions(props: { readonly sessions: readonly Session[]; readonly name: string }): JSX.Element {
  return (
    <Show
      when={props.sessions.length > 0}
      fallback={
        <EmptyState icon={DeviceIcon} title="Not signed in anywhere">
          There is no open session of {props.name}.
        </EmptyState>
      }
    >
      <ul class="-mx-5 max-h-[min(29rem,52dvh)] divide-y divide-line overflow-y-auto border-y border-line sm:-mx-6">
        <For each={props.sessions}>{(session) => <SessionRow session={session} class="px-5 sm:px-6" />}</For>
      </ul>
    </Show>
  );
}
