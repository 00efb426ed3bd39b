import { createEffect, createSignal, on, type JSX } from "solid-js";
import type { Role } from "../../../src/authorization/role.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Form } from "../../../ui/form.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { SelectField } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Tenant } from "../api.gen/types.gen.ts";
import { answered } from "../operator-api/answered.ts";
import { useInviteToTenant } from "./queries.ts";
import { tenantRoleChoices } from "./tenant-role.ts";

/** Invites somebody into a tenant, in the operator's name. */
export function InviteDialog(props: {
  readonly tenant: Tenant;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}): JSX.Element {
  const invitation = useInviteToTenant(() => props.tenant.id);
  const [email, setEmail] = createSignal("");
  const [role, setRole] = createSignal<Role>("member");
  const [missing, setMissing] = createSignal(false);
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return;
        setEmail("");
        setRole("member");
        setMissing(false);
        invitation.reset();
      },
    ),
  );

  const aboutAddress = () => hasCode(invitation.error, "ALREADY_MEMBER", "INVITATION_PENDING");
  const emailError = () => {
    if (missing()) return "Enter the person's e-mail address.";
    return aboutAddress() ? sentenceFor(invitation.error) : fieldErrorsOf(invitation.error)["email"];
  };

  const submit = async () => {
    setMissing(!/^\S+@\S+\.\S+$/.test(email().trim()));
    if (missing() || invitation.isPending) return;
    const invited = email().trim();
    if ((await answered(invitation.mutateAsync({ email: invited, role: role() }))) === null) return;
    props.onOpenChange(false);
    toast(`An invitation is on its way to ${invited}.`);
  };

  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => props.onOpenChange(open)}
      title={`Invite somebody into ${props.tenant.name}`}
      description="They are mailed a link, and the tenant's audit log names you."
    >
      <Form onSubmit={submit} error={invitation.isError && !aboutAddress() ? sentenceFor(invitation.error) : undefined}>
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          value={email()}
          onChange={(text) => {
            setEmail(text);
            setMissing(false);
            if (invitation.isError) invitation.reset();
          }}
          error={emailError()}
          required
          autofocus
          maxLength={254}
        />
        <SelectField
          label="Role"
          name="role"
          options={tenantRoleChoices}
          value={role()}
          onChange={setRole}
          error={fieldErrorsOf(invitation.error)["role"]}
        />
        <DialogActions>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={invitation.isPending}>
            Send the invitation
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
