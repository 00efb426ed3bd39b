import { createFileRoute, Link, redirect, useRouter } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Entrance } from "../../../ui/entrance.tsx";
import { Form } from "../../../ui/form.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { fieldErrorsOf, sentenceFor } from "../../../ui/problem.ts";
import { PasswordField, TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { endingFrom, endingSentences, type Ending } from "../session/ending.ts";
import { meQuery, useSignIn } from "../session/queries.ts";
import { returnPath } from "../session/return-path.ts";
import { PlaceMark, usePlaceName } from "../tenancy/place-mark.tsx";
import { knownPlace } from "../tenancy/queries.ts";

interface LoginSearch {
  /** A path of this origin; anything else is dropped here already. */
  readonly redirect?: string;
  readonly reason?: Ending;
}

export const Route = createFileRoute("/login")({
  validateSearch: (search: Record<string, unknown>): LoginSearch => {
    const back = returnPath(search["redirect"]);
    const reason = endingFrom(search["reason"]);
    return { ...(back === "/" ? {} : { redirect: back }), ...(reason === undefined ? {} : { reason }) };
  },
  beforeLoad: async ({ context: { queryClient }, search }) => {
    // Sent here, or told why: there is no session. Only who comes by themselves may still have one.
    if (search.redirect !== undefined || search.reason !== undefined) return;
    if (knownPlace(queryClient)?.kind !== "tenant") return;
    // Whatever is wrong with a session that is not there must not keep anyone from signing in.
    const me = await queryClient.fetchQuery({ ...meQuery, retry: false }).catch(() => null);
    if (me !== null) throw redirect({ to: "/" });
  },
  component: Login,
});

function Login(): JSX.Element {
  const router = useRouter();
  const search = Route.useSearch();
  const name = usePlaceName();
  const signIn = useSignIn();
  const [email, setEmail] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [tried, setTried] = createSignal(false);
  const refused = () => fieldErrorsOf(signIn.error);
  // Another account may not have to wait: whoever mistyped theirs need not either.
  const refusedSame = () => (signIn.variables?.email === email() ? signIn.error : null);

  const submit = async () => {
    setTried(true);
    signIn.reset();
    if (email().trim() === "" || password() === "") return;
    try {
      await signIn.mutateAsync({ email: email(), password: password() });
    } catch {
      return;
    }
    router.history.push(search().redirect ?? "/");
  };

  return (
    <Entrance
      mark={<PlaceMark />}
      name={name()}
      title="Sign in"
      description={`to continue to ${name()}`}
      footer={
        <Link to="/forgot-password" class={linkClass}>
          Forgot your password?
        </Link>
      }
    >
      <Show when={signIn.isError ? undefined : search().reason}>
        {(reason) => (
          <Notice tone={reason() === "password-reset" ? "success" : "info"} announce>
            {endingSentences[reason()]}
          </Notice>
        )}
      </Show>
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
        <PasswordField
          label="Password"
          name="password"
          value={password()}
          onChange={setPassword}
          error={refused()["password"] ?? missing(tried(), password(), "Enter your password.")}
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
