import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { DeviceIcon, MailIcon, PauseIcon, RefreshIcon, TrashIcon } from "../../../ui/icons.tsx";
import { Menu, type MenuAction } from "../../../ui/menu.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { Tenant } from "../api.gen/types.gen.ts";
import { useMay } from "../operators/present-operator.tsx";
import { DeleteDialog } from "./delete-dialog.tsx";
import { InviteDialog } from "./invite-dialog.tsx";
import { useRestoreTenant, useRevokeTenantSessions, useSuspendTenant } from "./queries.ts";
import { ReasonDialog } from "./reason-dialog.tsx";

type ActName = "invite" | "suspend" | "restore" | "revoke" | "delete";

/** What the operator may do to this tenant as it stands. A deleted one is left alone. */
export function TenantActs(props: { readonly tenant: Tenant }): JSX.Element {
  const may = useMay();
  const [asking, setAsking] = createSignal<ActName | null>(null);
  const dialog = (name: ActName) => ({
    open: asking() === name,
    onOpenChange: (open: boolean) => setAsking(open ? name : null),
  });
  const inMenu = (): MenuAction[] => [
    ...(may("tenants:revoke-sessions")
      ? [{ label: "End all sessions…", icon: DeviceIcon, onSelect: () => setAsking("revoke") }]
      : []),
    ...(may("tenants:delete")
      ? [{ label: "Delete the tenant…", icon: TrashIcon, danger: true, onSelect: () => setAsking("delete") }]
      : []),
  ];

  return (
    <Show when={props.tenant.status !== "deleted"}>
      <Show when={may("tenants:invite")}>
        <Button icon={MailIcon} onClick={() => setAsking("invite")}>
          Invite…
        </Button>
      </Show>
      <Show when={props.tenant.status === "active" && may("tenants:suspend")}>
        <Button icon={PauseIcon} onClick={() => setAsking("suspend")}>
          Suspend…
        </Button>
      </Show>
      <Show when={props.tenant.status === "suspended" && may("tenants:restore")}>
        <Button variant="primary" icon={RefreshIcon} onClick={() => setAsking("restore")}>
          Restore…
        </Button>
      </Show>
      <Show when={inMenu().length > 0}>
        <Menu label={`More for ${props.tenant.name}`} groups={inMenu().map((action) => [action])} />
      </Show>
      <InviteDialog tenant={props.tenant} {...dialog("invite")} />
      <SuspendDialog tenant={props.tenant} {...dialog("suspend")} />
      <RestoreDialog tenant={props.tenant} {...dialog("restore")} />
      <RevokeDialog tenant={props.tenant} {...dialog("revoke")} />
      <DeleteDialog tenant={props.tenant} {...dialog("delete")} />
    </Show>
  );
}

interface ActDialogProps {
  readonly tenant: Tenant;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}

function SuspendDialog(props: ActDialogProps): JSX.Element {
  const suspension = useSuspendTenant(() => props.tenant.id);
  return (
    <ReasonDialog
      open={props.open}
      onOpenChange={(open) => props.onOpenChange(open)}
      title={`Suspend ${props.tenant.name}?`}
      description="All of its sessions end at once, and nobody can sign in until it is restored. Open pages say so immediately."
      hint="Kept in the audit log, the tenant's too."
      confirmLabel="Suspend"
      act={suspension}
      onDone={() => toast(`${props.tenant.name} is suspended.`)}
    />
  );
}

function RestoreDialog(props: ActDialogProps): JSX.Element {
  const restoration = useRestoreTenant(() => props.tenant.id);
  return (
    <ConfirmDialog
      open={props.open}
      onOpenChange={(open) => {
        restoration.reset();
        props.onOpenChange(open);
      }}
      title={`Restore ${props.tenant.name}?`}
      description="Its people can sign in again. The sessions that ended stay ended."
      confirmLabel="Restore"
      pending={restoration.isPending}
      error={restoration.isError ? sentenceFor(restoration.error) : undefined}
      onConfirm={() =>
        restoration.mutate(undefined, {
          onSuccess: () => {
            props.onOpenChange(false);
            toast(`${props.tenant.name} is active again.`);
          },
        })
      }
    />
  );
}

function RevokeDialog(props: ActDialogProps): JSX.Element {
  const revocation = useRevokeTenantSessions(() => props.tenant.id);
  return (
    <ReasonDialog
      open={props.open}
      onOpenChange={(open) => props.onOpenChange(open)}
      title={`End all sessions of ${props.tenant.name}?`}
      description="Everybody in this tenant is signed out at once, on every device. They can sign in again right away."
      hint="Kept in the audit log, the tenant's too."
      confirmLabel="End all sessions"
      act={revocation}
      onDone={(done) => toast(endedSentence(done.closed))}
    />
  );
}

function endedSentence(closed: number): string {
  if (closed === 0) return "No session was open.";
  return closed === 1 ? "1 session was ended." : `${closed} sessions were ended.`;
}
