import { useInfiniteQuery } from "@tanstack/solid-query";
import { createSignal, Show, type JSX } from "solid-js";
import { reaches } from "../../../src/authorization/role.ts";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { MailIcon } from "../../../ui/icons.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { DataTable, type Column } from "../../../ui/table.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Invitation } from "../api.gen/types.gen.ts";
import { roleNames } from "../members/role-name.ts";
import { useMay, useMe } from "../session/me.tsx";
import { LoadMore } from "../../../ui/load-more.tsx";
import { invitationsQuery, unanswered, useRevokeInvitation } from "./queries.ts";

/** Invitations nobody has answered yet. */
export function InvitationList(props: { readonly onInviteAgain: (invitation: Invitation) => void }): JSX.Element {
  const me = useMe();
  const may = useMay();
  const query = useInfiniteQuery(() => invitationsQuery);
  const revoke = useRevokeInvitation();
  const [withdrawing, setWithdrawing] = createSignal<Invitation | null>(null);

  const confirm = async () => {
    const invitation = withdrawing();
    if (invitation === null) return;
    try {
      await revoke.mutateAsync(invitation);
    } catch (error) {
      if (!hasCode(error, "NOT_FOUND")) return;
    }
    toast(`The invitation to ${invitation.email} is withdrawn.`);
    setWithdrawing(null);
  };

  const columns: readonly Column<Invitation>[] = [
    {
      header: "Invited",
      kind: "title",
      cell: (invitation) => (
        <div class="min-w-0">
          <p class="truncate font-medium text-ink">{invitation.email}</p>
          <p class="truncate text-sm text-muted">
            by {invitation.invitedBy.name}
            {invitation.invitedBy.type === "operator" ? " (service operator)" : ""},{" "}
            <RelativeTime at={invitation.createdAt} />
          </p>
        </div>
      ),
    },
    { header: "Role", width: "md:w-36", cell: (invitation) => <Badge>{roleNames[invitation.role]}</Badge> },
    {
      header: "Expires",
      width: "md:w-40",
      cell: (invitation) => (
        <Show when={invitation.status === "pending"} fallback={<Badge tone="warning">Expired</Badge>}>
          <span class="text-muted">
            <RelativeTime at={invitation.expiresAt} />
          </span>
        </Show>
      ),
    },
    {
      header: "",
      width: "md:w-36",
      align: "end",
      cell: (invitation) => (
        <Show
          when={invitation.status === "pending"}
          fallback={
            <Show when={may("invitations:create") && reaches(me().role, invitation.role)}>
              <Button size="small" onClick={() => props.onInviteAgain(invitation)}>
                Invite again
              </Button>
            </Show>
          }
        >
          <Show when={may("invitations:revoke")}>
            <Button
              size="small"
              variant="danger-quiet"
              aria-label={`Withdraw the invitation to ${invitation.email}`}
              onClick={() => {
                revoke.reset();
                setWithdrawing(invitation);
              }}
            >
              Withdraw
            </Button>
          </Show>
        </Show>
      ),
    },
  ];

  return (
    <>
      <Panel title="Open invitations" flush>
        <Loaded query={query}>
          {(data) => {
            const rows = () => unanswered(data().pages.flatMap((page) => page.items));
            return (
              <>
                <Show
                  when={rows().length > 0}
                  fallback={
                    <EmptyState icon={MailIcon} title="No open invitations">
                      People you invite appear here until they accept.
                    </EmptyState>
                  }
                >
                  <DataTable caption="Open invitations" columns={columns} rows={rows()} />
                </Show>
                <LoadMore query={query} label="Look for older invitations" />
              </>
            );
          }}
        </Loaded>
      </Panel>
      <ConfirmDialog
        open={withdrawing() !== null}
        onOpenChange={(open) => open || setWithdrawing(null)}
        title="Withdraw this invitation?"
        description={`The link sent to ${withdrawing()?.email ?? ""} stops working. You can invite them again later.`}
        confirmLabel="Withdraw"
        danger
        pending={revoke.isPending}
        error={revoke.isError ? sentenceFor(revoke.error) : undefined}
        onConfirm={() => void confirm()}
      />
    </>
  );
}
