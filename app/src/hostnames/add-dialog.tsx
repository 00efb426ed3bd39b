import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Dialog, DialogActions } from "../../../ui/dialog.tsx";
import { Form } from "../../../ui/form.tsx";
import { fieldErrorsOf } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { creationKeys } from "../api/creation-key.ts";
import type { Hostname } from "../api.gen/types.gen.ts";
import { useAddHostname } from "./queries.ts";
import { addingRefusal, nameRefusal } from "./refusal.ts";
import { nameInDns, typedName } from "./typed-name.ts";

/** Asks for the name; everything else is told on the hostname's own page. */
export function AddDialog(props: {
  readonly open: boolean;
  readonly onClose: () => void;
  readonly onAdded: (hostname: Hostname) => void;
}): JSX.Element {
  const add = useAddHostname();
  const keys = creationKeys(() => crypto.randomUUID());
  const [text, setText] = createSignal("");
  const [tried, setTried] = createSignal(false);
  const written = () => nameInDns(typedName(text()));

  createEffect(
    on(
      () => props.open,
      () => {
        add.reset();
        setTried(false);
        setText("");
      },
    ),
  );

  const refusedName = () =>
    add.isError ? (nameRefusal(add.error, typedName(text())) ?? fieldErrorsOf(add.error)["hostname"]) : undefined;

  const submit = async () => {
    setTried(true);
    add.reset();
    const hostname = typedName(text());
    if (hostname === "") return;
    const body = { hostname };
    try {
      const added = await add.mutateAsync({ body, key: keys.keyFor(body) });
      props.onAdded(added);
    } catch {
      // Shown by the mutation; what was typed stays.
    }
  };

  return (
    <Dialog
      open={props.open}
      onOpenChange={(open) => open || props.onClose()}
      title="Add a hostname"
      description="A name in a domain of your own. Nothing changes for anybody until you have set its records in the DNS; what they are you see next."
    >
      <Form onSubmit={submit} error={add.isError && refusedName() === undefined ? addingRefusal(add.error) : undefined}>
        <TextField
          label="Hostname"
          name="hostname"
          value={text()}
          onChange={(typed) => {
            setText(typed);
            // What was refused is another name.
            if (add.isError) add.reset();
          }}
          error={refusedName() ?? missing(tried(), text(), "Enter a name such as app.example.com.")}
          placeholder="app.example.com"
          spellcheck={false}
          maxLength={300}
          hint={
            <span aria-live="polite">
              <Show when={written()} fallback="Without https:// or anything after the name.">
                {(name) => (
                  <>
                    In the DNS this is written <span class="font-mono break-all text-ink">{name()}</span>
                  </>
                )}
              </Show>
            </span>
          }
        />
        <DialogActions>
          <Button onClick={() => props.onClose()}>Cancel</Button>
          <WaitingButton type="submit" variant="primary" error={add.error} pending={add.isPending}>
            Add
          </WaitingButton>
        </DialogActions>
      </Form>
    </Dialog>
  );
}
