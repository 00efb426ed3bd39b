import { createFileRoute, Link } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { Form } from "../../../ui/form.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { useRequestPasswordReset } from "../account/queries.ts";
import { NoPasswords } from "../sign-on/no-passwords.tsx";
import { PlaceMark, usePlaceName, useTenant } from "../tenancy/place-mark.tsx";

export const Route = createFileRoute("/forgot-password")({ component: ForgotPassword });

function ForgotPassword(): JSX.Element {
  const tenant = useTenant();
  return (
    <Show when={tenant()?.enforceSSO !== true} fallback={<NoPasswords />}>
      <AskForLink />
    </Show>
  );
}

function AskForLink(): JSX.Element {
  const name = usePlaceName();
  const request = useRequestPasswordReset();
  const [email, setEmail] = createSignal("");
  const [tried, setTried] = createSignal(false);
  const refused = () => fieldErrorsOf(request.error);
  const refusedSame = () => (request.variables === email().trim() ? request.error : null);

  const submit = async () => {
    setTried(true);
    request.reset();
    if (email().trim() === "") return;
    await request.mutateAsync(email().trim()).catch(() => {});
  };

  return (
    <Entrance
      mark={<PlaceMark />}
      name={name()}
      title="Reset your password"
      description="Enter your e-mail address, and we will send you a link to choose a new one."
      footer={
        <Link to="/login" class={linkClass}>
          Back to sign in
        </Link>
      }
    >
      <Show
        when={request.isSuccess}
        fallback={
          <Form onSubmit={submit} error={request.isError ? sentenceFor(request.error) : undefined}>
            <TextField
              label="E-mail address"
              name="email"
              type="email"
              autocomplete="username"
              value={email()}
              onChange={setEmail}
              error={refused()["email"] ?? missing(tried(), email(), "Enter the e-mail address you sign in with.")}
              autofocus
            />
            <WaitingButton
              type="submit"
              variant="primary"
              size="large"
              error={refusedSame()}
              pending={request.isPending}
              class="mt-1"
            >
              Send the link
            </WaitingButton>
          </Form>
        }
      >
        <Notice tone="success" title="Check your inbox" announce>
          If {email().trim()} has an account here, a link is on its way. It works once and expires soon. Nothing there?
          Check your spam folder, or the spelling of the address.
        </Notice>
        <Button class="justify-self-start" onClick={() => request.reset()}>
          Use another address
        </Button>
      </Show>
    </Entrance>
  );
}
