import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import { reaches, roles, type Role } from "../../../src/authorization/role.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Form } from "../../../ui/form.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { SelectField } from "../../../ui/select.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Member } from "../api.gen/types.gen.ts";
import { useMe } from "../session/me.tsx";
import { useChangeRole } from "./queries.ts";
import { roleWithArticle } from "./role-name.ts";
import { roleOption } from "./role-option.ts";

export function RoleDialog(props: { readonly member: Member | null; readonly onClose: () => void }): JSX.Element {
  const me = useMe();
  const change = useChangeRole();
  const [role, setRole] = createSignal<Role>("member");
  const isMe = () => props.member?.id === me().user.id;

  createEffect(
    on(
      () => props.member,
      (member) => {
        change.reset();
        if (member !== null) setRole(member.role);
      },
    ),
  );

  const submit = async () => {
    const { member } = props;
    if (member === null) return;
    if (role() === member.role) return props.onClose();
    try {
      await change.mutateAsync({ member, role: role() });
    } catch {
      return;
    }
    toast(`${member.name} is now ${roleWithArticle[role()]}.`);
    props.onClose();
  };

  return (
    <Dialog
      open={props.member !== null}
      onOpenChange={(open) => open || props.onClose()}
      title="Change role"
      description={`What ${isMe() ? "you" : (props.member?.name ?? "")} may do here. It takes effect at once.`}
    >
      <Form onSubmit={submit} error={change.isError ? explain(change.error) : undefined}>
        <SelectField
          label="Role"
          name="role"
          value={role()}
          onChange={setRole}
          options={roles.filter((one) => reaches(me().role, one)).map(roleOption)}
        />
        <Show when={isMe() && !reaches(role(), me().role)}>
          <Notice tone="warning">
            You are giving up your own rights. Only someone with a higher role can give them back.
          </Notice>
        </Show>
        <DialogActions>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <Button type="submit" variant="primary" pending={change.isPending}>
            Change role
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}

function explain(error: unknown): string {
  if (hasCode(error, "LAST_OWNER")) return "This is the only owner. Make somebody else an owner first.";
  if (hasCode(error, "NOT_FOUND")) return "This person is no longer a member.";
  return sentenceFor(error);
}
