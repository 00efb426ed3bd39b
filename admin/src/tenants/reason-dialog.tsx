import { createEffect, createSignal, on, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Form } from "../../../ui/form.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { answered } from "../operator-api/answered.ts";

/** An act that is on its way or was refused: TanStack's mutation fits. */
interface Act<Answer extends object> {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly error: unknown;
  readonly mutateAsync: (reason: string) => Promise<Answer>;
  readonly reset: () => void;
}

export interface ReasonDialogProps<Answer extends object> {
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
  readonly title: string;
  /** What will happen, and to whom. */
  readonly description: JSX.Element;
  /** Who will read the reason. */
  readonly hint: string;
  readonly confirmLabel: string;
  readonly act: Act<Answer>;
  readonly onDone: (answer: Answer) => void;
}

/** Asks for the reason of something grave before it is done. The reason is for the audit log and is required. */
export function ReasonDialog<Answer extends object>(props: ReasonDialogProps<Answer>): JSX.Element {
  const [reason, setReason] = createSignal("");
  const [missing, setMissing] = createSignal(false);
  createEffect(
    on(
      () => props.open,
      (open) => {
        if (!open) return;
        setReason("");
        setMissing(false);
        props.act.reset();
      },
    ),
  );

  const submit = async () => {
    setMissing(reason().trim() === "");
    if (missing() || props.act.isPending) return;
    const answer = await answered(props.act.mutateAsync(reason().trim()));
    if (answer === null) return;
    props.onOpenChange(false);
    props.onDone(answer);
  };

  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => props.onOpenChange(open)}
      title={props.title}
      description={props.description}
    >
      <Form onSubmit={submit} error={props.act.isError ? sentenceFor(props.act.error) : undefined}>
        <TextField
          label="Reason"
          name="reason"
          value={reason()}
          onChange={(text) => {
            setReason(text);
            setMissing(false);
          }}
          hint={props.hint}
          error={missing() ? "Say why: the reason goes into the audit log." : fieldErrorsOf(props.act.error)["reason"]}
          required
          multiline
          autofocus
          maxLength={500}
        />
        <DialogActions>
          <Button onClick={() => props.onOpenChange(false)}>Cancel</Button>
          <Button type="submit" variant="danger" pending={props.act.isPending}>
            {props.confirmLabel}
          </Button>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
