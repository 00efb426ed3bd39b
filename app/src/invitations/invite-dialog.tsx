import { createEffect, createSignal, on, type JSX } from "solid-js";
import { reaches, roles, type Role } from "../../../src/authorization/role.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Form } from "../../../ui/form.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { SelectField } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { toast } from "../../../ui/toast.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { roleOption } from "../members/role-option.ts";
import { useMe } from "../session/me.tsx";
import { useInvite } from "./queries.ts";

/** What the dialog opens with: an expired invitation is invited again with what it said. */
export interface InviteDraft {
  readonly email: string;
  readonly role: Role;
}

export function InviteDialog(props: { readonly draft: InviteDraft | null; readonly onClose: () => void }): JSX.Element {
  const me = useMe();
  const invite = useInvite();
  const [email, setEmail] = createSignal("");
  const [role, setRole] = createSignal<Role>("member");
  const [tried, setTried] = createSignal(false);

  createEffect(
    on(
      () => props.draft,
      (draft) => {
        if (draft === null) return;
        invite.reset();
        setTried(false);
        setEmail(draft.email);
        setRole(draft.role);
      },
    ),
  );

  const refusedEmail = () => {
    if (hasCode(invite.error, "ALREADY_MEMBER", "INVITATION_PENDING")) return sentenceFor(invite.error);
    return fieldErrorsOf(invite.error)["email"];
  };

  const submit = async () => {
    setTried(true);
    invite.reset();
    if (email().trim() === "") return;
    try {
      await invite.mutateAsync({ email: email(), role: role() });
    } catch {
      return;
    }
    toast(`The invitation to ${email().trim()} is on its way.`);
    props.onClose();
  };

  return (
    <Dialog
      open={props.draft !== null}
      onOpenChange={(open) => open || props.onClose()}
      title="Invite someone"
      description={`They will receive an e-mail with a link to join ${me().organization.name}.`}
    >
      <Form
        onSubmit={submit}
        error={invite.isError && refusedEmail() === undefined ? sentenceFor(invite.error) : undefined}
      >
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          autocomplete="off"
          value={email()}
          onChange={setEmail}
          error={refusedEmail() ?? missing(tried(), email(), "Enter an e-mail address.")}
        />
        <SelectField
          label="Role"
          name="role"
          value={role()}
          onChange={setRole}
          options={roles.filter((one) => reaches(me().role, one)).map(roleOption)}
        />
        <DialogActions>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <WaitingButton type="submit" variant="primary" error={invite.error} pending={invite.isPending}>
            Send invitation
          </WaitingButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
