import { createEffect, on, type JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { Member } from "../api.gen/types.gen.ts";
import { useMe } from "../session/me.tsx";
import { useRemoveMember } from "./queries.ts";

export function RemoveMemberDialog(props: {
  readonly member: Member | null;
  readonly onClose: () => void;
}): JSX.Element {
  const me = useMe();
  const remove = useRemoveMember();
  const isMe = () => props.member?.id === me().user.id;

  createEffect(
    on(
      () => props.member,
      () => remove.reset(),
    ),
  );

  const confirm = async () => {
    const { member } = props;
    if (member === null) return;
    try {
      await remove.mutateAsync(member);
    } catch (error) {
      if (!hasCode(error, "NOT_FOUND")) return;
    }
    toast(`${member.name} is no longer a member.`);
    props.onClose();
  };

  return (
    <ConfirmDialog
      open={props.member !== null}
      onOpenChange={(open) => open || props.onClose()}
      title={isMe() ? `Leave ${me().organization.name}?` : `Remove ${props.member?.name ?? ""}?`}
      description={
        isMe()
          ? "You are signed out at once, everywhere, and can only come back by a new invitation."
          : "All their sessions end at once, and they can only come back by a new invitation. What they did stays in the audit log."
      }
      confirmLabel={isMe() ? "Leave" : "Remove"}
      danger
      pending={remove.isPending}
      error={remove.isError ? explain(remove.error) : undefined}
      onConfirm={() => void confirm()}
    />
  );
}

function explain(error: unknown): string {
  if (hasCode(error, "LAST_OWNER")) return "This is the only owner. Make somebody else an owner first.";
  return sentenceFor(error);
}
