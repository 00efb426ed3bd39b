import { createFileRoute, Link, useRouter } from "@tanstack/solid-router";
import { createSignal, onMount, Show, type JSX } from "solid-js";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { Form } from "../../../ui/form.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { missing } from "../account/missing.ts";
import { NewPasswordField } from "../account/new-password-field.tsx";
import { useResetPassword } from "../account/queries.ts";
import { PlaceMark, usePlaceName } from "../tenancy/place-mark.tsx";

export const Route = createFileRoute("/reset-password")({
  validateSearch: (search: Record<string, unknown>): { readonly token?: string } =>
    typeof search["token"] === "string" && search["token"] !== "" ? { token: search["token"] } : {},
  component: ResetPassword,
});

function ResetPassword(): JSX.Element {
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
        description="Everything that is signed in with your account will be signed out."
        footer={
          <Link to="/login" class={linkClass}>
            Back to signing in
          </Link>
        }
      >
        <Form onSubmit={submit} error={reset.isError ? sentenceFor(reset.error) : undefined}>
          <NewPasswordField
            label="New password"
            value={password()}
            onChange={setPassword}
            error={refused()["newPassword"] ?? missing(tried(), password(), "Type a new password.")}
            own={[name()]}
          />
          <Button type="submit" variant="primary" size="large" pending={reset.isPending} class="mt-1">
            Set the password
          </Button>
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
      return "It has been used already, or it has run out. For your safety it works once, and not for long.";
    if (props.hadToken) return "It is not valid here. Make sure that you opened the newest mail, and the whole link.";
    return "Open the link in the mail again: this page alone does not know whose password to change.";
  };
  return (
    <Entrance mark={<PlaceMark />} name={name()} title="This link does not work" description={why()}>
      <div class="flex flex-wrap gap-3">
        <Link to="/forgot-password" class={buttonClass("primary", "large")}>
          Send a new link
        </Link>
        <Link to="/login" class={buttonClass("quiet", "large")}>
          Back to signing in
        </Link>
      </div>
    </Entrance>
  );
}
