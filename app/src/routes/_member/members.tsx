import { createFileRoute } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../../ui/button.tsx";
import { PlusIcon } from "../../../../ui/icons.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { InviteDialog, type InviteDraft } from "../../invitations/invite-dialog.tsx";
import { InvitationList } from "../../invitations/invitation-list.tsx";
import { MemberList } from "../../members/member-list.tsx";
import { useMay, useMe } from "../../session/me.tsx";

export const Route = createFileRoute("/_member/members")({ component: Members });

function Members(): JSX.Element {
  const me = useMe();
  const may = useMay();
  const [draft, setDraft] = createSignal<InviteDraft | null>(null);
  return (
    <>
      <PageHeader
        title="Members"
        description={`Everyone who can sign in to ${me().organization.name}.`}
        actions={
          <Show when={may("invitations:create")}>
            <Button variant="primary" icon={PlusIcon} onClick={() => setDraft({ email: "", role: "member" })}>
              Invite
            </Button>
          </Show>
        }
      />
      <div class="grid gap-6">
        <MemberList />
        <Show when={may("invitations:read")}>
          <InvitationList onInviteAgain={({ email, role }) => setDraft({ email, role })} />
        </Show>
      </div>
      <InviteDialog draft={draft()} onClose={() => setDraft(null)} />
    </>
  );
}
