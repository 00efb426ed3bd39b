import { createEffect, createSignal, on, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Form } from "../../../ui/form.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { toast } from "../../../ui/toast.ts";
import type { Tenant } from "../api.gen/types.gen.ts";
import { answered } from "../operator-api/answered.ts";
import { useDeleteTenant } from "./queries.ts";

/** Deletes a tenant for whoever writes its slug out: nobody does that by mistake. */
export function DeleteDialog(props: {
  readonly tenant: Tenant;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}): JSX.Element {
  const deletion = useDeleteTenant(() => props.tenant.id);
  const [typed, setTyped] = createSignal("");
  const [wrong, setWrong] = createSignal(false);
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return;
        setTyped("");
        setWrong(false);
        deletion.reset();
      },
    ),
  );

  const submit = async () => {
    setWrong(typed().trim() !== props.tenant.slug);
    if (wrong() || deletion.isPending) return;
    if ((await answered(deletion.mutateAsync())) === null) return;
    props.onOpenChange(false);
    toast(`${props.tenant.name} is deleted.`);
  };

  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => props.onOpenChange(open)}
      title={`Delete ${props.tenant.name}?`}
      description={
        <div class="grid gap-2">
          <p>
            All of its sessions end at once and nobody can sign in any more. Its address stops answering, and the slug{" "}
            <code class="font-mono text-sm text-ink">{props.tenant.slug}</code> is never given to anyone else.
          </p>
          <p class="font-medium text-ink">This cannot be undone.</p>
        </div>
      }
    >
      <Form onSubmit={submit} error={deletion.isError ? sentenceFor(deletion.error) : undefined}>
        <TextField
          label={`Type “${props.tenant.slug}” to confirm`}
          name="confirmation"
          value={typed()}
          onChange={(text) => {
            setTyped(text);
            setWrong(false);
          }}
          error={wrong() ? `This is not “${props.tenant.slug}”.` : undefined}
          required
          autofocus
          spellcheck={false}
        />
        <DialogActions>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="danger" pending={deletion.isPending}>
            Delete the tenant
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
