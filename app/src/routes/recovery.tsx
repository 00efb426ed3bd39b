import { createFileRoute, Link, useRouter } from "@tanstack/solid-router";
import { createSignal, type JSX } from "solid-js";
import { Entrance } from "../../../ui/entrance.tsx";
import { Form } from "../../../ui/form.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../ui/problem.ts";
import { TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { returnPath } from "../session/return-path.ts";
import { useRecoverySignIn } from "../sign-on/queries.ts";
import { PlaceMark, usePlaceName } from "../tenancy/place-mark.tsx";

export const Route = createFileRoute("/recovery")({
  validateSearch: (search: Record<string, unknown>): { readonly redirect?: string | undefined } => {
    const back = returnPath(search["redirect"]);
    // Named even when there is none: the router would keep what the address says.
    return { redirect: back === "/" ? undefined : back };
  },
  component: Recovery,
});

/** The way in for owners when no identity provider lets them in. */
function Recovery(): JSX.Element {
  const router = useRouter();
  const search = Route.useSearch();
  const name = usePlaceName();
  const signIn = useRecoverySignIn();
  const [email, setEmail] = createSignal("");
  const [code, setCode] = createSignal("");
  const [tried, setTried] = createSignal(false);
  const refused = () => fieldErrorsOf(signIn.error);
  const refusedSame = () => (signIn.variables?.email === email() ? signIn.error : null);

  const submit = async () => {
    setTried(true);
    signIn.reset();
    if (email().trim() === "" || code().trim() === "") return;
    try {
      await signIn.mutateAsync({ email: email(), code: code() });
    } catch {
      return;
    }
    router.history.push(search().redirect ?? "/");
  };

  return (
    <Entrance
      mark={<PlaceMark />}
      name={name()}
      title="Use a recovery code"
      description="For owners, when single sign-on does not work. A code works once, the session it opens ends after an hour, and all owners are told by e-mail."
      footer={
        <Link to="/login" search={search()} class={linkClass}>
          Back to sign in
        </Link>
      }
    >
      <Form onSubmit={submit} error={signIn.isError ? sentenceFor(signIn.error) : undefined}>
        <TextField
          label="E-mail address"
          name="email"
          type="email"
          autocomplete="username"
          value={email()}
          onChange={setEmail}
          error={refused()["email"] ?? missing(tried(), email(), "Enter your e-mail address.")}
          autofocus
        />
        <TextField
          label="Recovery code"
          name="code"
          value={code()}
          onChange={setCode}
          error={refused()["code"] ?? missing(tried(), code(), "Enter your recovery code.")}
          hint="You were shown it once, when you made it. Only you can have it: nobody can look it up for you."
          spellcheck={false}
          maxLength={100}
        />
        <WaitingButton
          type="submit"
          variant="primary"
          size="large"
          error={refusedSame()}
          pending={signIn.isPending}
          class="mt-1"
        >
          Sign in
        </WaitingButton>
      </Form>
    </Entrance>
  );
}
