import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Form } from "../../../ui/form.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { useFindTeams } from "./queries.ts";

/** Has the addresses of somebody's teams mailed to them. This page learns nothing about who is known. */
export function FindTeamByMail(): JSX.Element {
  const find = useFindTeams();
  const [email, setEmail] = createSignal("");
  const [tried, setTried] = createSignal(false);
  const refusedSame = () => (find.variables === email().trim() ? find.error : null);

  const submit = async () => {
    setTried(true);
    find.reset();
    if (email().trim() === "") return;
    await find.mutateAsync(email().trim()).catch(() => {});
  };

  return (
    <Show
      when={find.isSuccess}
      fallback={
        <Form onSubmit={submit} error={find.isError ? sentenceFor(find.error) : undefined}>
          <TextField
            label="E-mail address"
            name="email"
            type="email"
            autocomplete="email"
            value={email()}
            onChange={setEmail}
            error={fieldErrorsOf(find.error)["email"] ?? missing(tried(), email(), "Enter your e-mail address.")}
            hint="The address your team knows you by."
            autofocus
          />
          <WaitingButton type="submit" variant="primary" size="large" error={refusedSame()} pending={find.isPending}>
            Mail me my teams
          </WaitingButton>
        </Form>
      }
    >
      <Notice tone="success" title="Check your inbox" announce>
        If {email().trim()} belongs to a team here, a mail with the way there is on its way. Nothing there? Check your
        spam folder, or try another address of yours.
      </Notice>
      <Button class="justify-self-start" onClick={() => find.reset()}>
        Use another address
      </Button>
    </Show>
  );
}
