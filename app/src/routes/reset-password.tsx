import { createFileRoute, Link, useRouter } from "@tanstack/solid-router";
import { createSignal, onMount, Show, type JSX } from "solid-js";
import { buttonClass } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { Form } from "../../../ui/form.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { NewPasswordField } from "../account/new-password-field.tsx";
import { useResetPassword } from "../account/queries.ts";
import { NoPasswords } from "../sign-on/no-passwords.tsx";
import { PlaceMark, usePlaceName, useTenant } from "../tenancy/place-mark.tsx";

export const Route = createFileRoute("/reset-password")({
  validateSearch: (search: Record<string, unknown>): { readonly token?: string | undefined } => ({
    token: typeof search["token"] === "string" && search["token"] !== "" ? search["token"] : undefined,
  }),
  component: ResetPassword,
});

function ResetPassword(): JSX.Element {
  const tenant = useTenant();
  return (
    <Show when={tenant()?.enforceSSO !== true} fallback={<NoPasswords />}>
      <ChoosePassword />
    </Show>
  );
}

function ChoosePassword(): JSX.Element {
  const router = useRouter();
  const name = usePlaceName();
  const reset = useResetPassword();
  // Read once, then taken out of the address and its history: it must not end up in a screenshot or a bookmark.
  const token = Route.useSearch()().token;
  onMount(() => {
    if (token !== undefined) router.history.replace("/reset-password");
  });

  const [password, setPassword] = createSignal("");
  const [tried, setTried] = createSignal(false);
  const refused = () => fieldErrorsOf(reset.error);
  const isDead = () => token === undefined || hasCode(reset.error, "RESET_LINK_USED", "NOT_FOUND");

  const submit = async () => {
    setTried(true);
    reset.reset();
    if (token === undefined || password() === "") return;
    try {
      await reset.mutateAsync({ token, newPassword: password() });
    } catch {
      return;
    }
    await router.navigate({ to: "/login", search: { reason: "password-reset" }, replace: true });
  };

  return (
    <Show
      when={!isDead()}
      fallback={<DeadLink used={hasCode(reset.error, "RESET_LINK_USED")} hadToken={token !== undefined} />}
    >
      <Entrance
        mark={<PlaceMark />}
        name={name()}
        title="Choose a new password"
        description="You will be signed out everywhere else."
        footer={
          <Link to="/login" class={linkClass}>
            Back to sign in
          </Link>
        }
      >
        <Form onSubmit={submit} error={reset.isError ? sentenceFor(reset.error) : undefined}>
          <NewPasswordField
            label="New password"
            value={password()}
            onChange={setPassword}
            error={refused()["newPassword"] ?? missing(tried(), password(), "Enter a new password.")}
            own={[name()]}
          />
          <WaitingButton
            type="submit"
            variant="primary"
            size="large"
            error={reset.error}
            pending={reset.isPending}
            class="mt-1"
          >
            Set password
          </WaitingButton>
        </Form>
      </Entrance>
    </Show>
  );
}

/** A link that was used, has run out, belongs to another organization, or was never one: what to do about it. */
function DeadLink(props: { readonly used: boolean; readonly hadToken: boolean }): JSX.Element {
  const name = usePlaceName();
  const why = () => {
    if (props.used)
      return "It has already been used, or it has expired. For your safety a link works once and only for a short time.";
    if (props.hadToken)
      return "It is not valid here. Make sure you opened the link from the most recent e-mail, all of it.";
    return "Open the link in your e-mail again: without it, this page does not know whose password to change.";
  };
  return (
    <Entrance mark={<PlaceMark />} name={name()} title="This link does not work" description={why()}>
      <div class="flex flex-wrap gap-3">
        <Link to="/forgot-password" class={buttonClass("primary", "large")}>
          Send a new link
        </Link>
        <Link to="/login" class={buttonClass("quiet", "large")}>
          Back to sign in
        </Link>
      </div>
    </Entrance>
  );
}
