import { createEffect, createSignal, on, type JSX } from "solid-js";
import type { OperatorRole } from "../../../src/operators/role.ts";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Form } from "../../../ui/form.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { SelectField } from "../../../ui/select.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { answered } from "../operator-api/answered.ts";
import type { Handover } from "./enrollment-handover.tsx";
import { useInviteOperator } from "./queries.ts";
import { operatorRoleChoices } from "./role-name.ts";

export function InviteOperatorDialog(props: {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly onIssued: (handover: Handover) => void;
}): JSX.Element {
  const invitation = useInviteOperator();
  const [email, setEmail] = createSignal("");
  const [role, setRole] = createSignal<OperatorRole>("support");
  const [missing, setMissing] = createSignal(false);
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return;
        setEmail("");
        setRole("support");
        setMissing(false);
        invitation.reset();
      },
    ),
  );

  const exists = () => hasCode(invitation.error, "OPERATOR_EXISTS");
  const emailError = () => {
    if (missing()) return "Enter the address they sign in to Access with.";
    return exists() ? sentenceFor(invitation.error) : fieldErrorsOf(invitation.error)["email"];
  };

  const submit = async () => {
    setMissing(!/^\S+@\S+\.\S+$/.test(email().trim()));
    if (missing() || invitation.isPending) return;
    const invited = email().trim().toLowerCase();
    const issued = await answered(invitation.mutateAsync({ email: invited, role: role() }));
    if (issued === null) return;
    props.onOpenChange(false);
    props.onIssued({ ...issued, email: invited });
  };

  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => props.onOpenChange(open)}
      title="Invite an operator"
      description="They get a link that works once, for whoever Access says has this address."
    >
      <Form onSubmit={submit} error={invitation.isError && !exists() ? sentenceFor(invitation.error) : undefined}>
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
          options={operatorRoleChoices}
          value={role()}
          onChange={setRole}
          error={fieldErrorsOf(invitation.error)["role"]}
        />
        <DialogActions>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="primary" pending={invitation.isPending}>
            Invite
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
