import { useRouter } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Form } from "../../../ui/form.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { PasswordField, TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import { missing } from "../account/missing.ts";
import { useSignIn } from "../session/queries.ts";
import { useSsoSignIn } from "./queries.ts";

export interface SignInFormProps {
  /** Whether an address may lead to an identity provider: then it is asked for first, and alone. */
  readonly hasProviders: boolean;
  /** Whether there are passwords at all. */
  readonly passwords: boolean;
  /** A path of this origin. */
  readonly back: string;
  readonly initialEmail: string;
}

/** Signs in by address: at the identity provider that has its domain, or with a password. */
export function SignInForm(props: SignInFormProps): JSX.Element {
  const router = useRouter();
  const signIn = useSignIn();
  const start = useSsoSignIn();
  const [email, setEmail] = createSignal(props.initialEmail);
  const [password, setPassword] = createSignal("");
  const [chosen, setChosen] = createSignal(false);
  const [tried, setTried] = createSignal(false);
  const withPassword = () => props.passwords && (chosen() || !props.hasProviders);
  const failed = () => (withPassword() ? signIn.error : start.error);
  const refused = () => fieldErrorsOf(failed());
  const hasNoProvider = () => hasCode(start.error, "SSO_NO_PROVIDER");
  // Another account may not have to wait: whoever mistyped theirs need not either.
  const refusedSame = () => ((withPassword() ? signIn : start).variables?.email === email() ? failed() : null);

  const submit = async () => {
    setTried(true);
    if (email().trim() === "") return;
    if (!withPassword()) return lookUp();
    signIn.reset();
    if (password() === "") return;
    try {
      await signIn.mutateAsync({ email: email(), password: password() });
    } catch (error) {
      // Decided since this page was loaded: the form is about to go, and whoever filled it in is told why.
      const search = { redirect: props.back, reason: "sso-required" } as const;
      if (hasCode(error, "SSO_REQUIRED")) await router.navigate({ to: "/login", search, replace: true });
      return;
    }
    router.history.push(props.back);
  };

  return (
    <Form onSubmit={submit} error={wholeError()}>
      <TextField
        label="E-mail address"
        name="email"
        type="email"
        autocomplete="username"
        value={email()}
        onChange={setEmail}
        error={refused()["email"] ?? missing(tried(), email(), "Enter your e-mail address.") ?? unknownDomain()}
        autofocus
      />
      <Show when={withPassword()}>
        <PasswordField
          label="Password"
          name="password"
          value={password()}
          onChange={setPassword}
          error={refused()["password"] ?? missing(tried(), password(), "Enter your password.")}
        />
      </Show>
      <WaitingButton
        type="submit"
        variant={props.passwords ? "primary" : "secondary"}
        size="large"
        error={refusedSame()}
        pending={signIn.isPending || start.isPending}
        class="mt-1"
      >
        {withPassword() ? "Sign in" : "Continue"}
      </WaitingButton>
      <Show when={props.passwords && !withPassword()}>
        <Button variant="quiet" onClick={askPassword}>
          Use a password instead
        </Button>
      </Show>
    </Form>
  );

  async function lookUp() {
    start.reset();
    try {
      await start.mutateAsync({ email: email(), callbackURL: props.back });
    } catch (error) {
      if (props.passwords && hasCode(error, "SSO_NO_PROVIDER")) askPassword();
    }
  }

  function askPassword() {
    setTried(false);
    setChosen(true);
    setTimeout(() => document.querySelector<HTMLElement>("input[name='password']")?.focus());
  }

  function wholeError(): string | undefined {
    if (failed() === null || (!withPassword() && hasNoProvider())) return undefined;
    return sentenceFor(failed());
  }

  function unknownDomain(): string | undefined {
    if (withPassword() || !hasNoProvider() || start.variables?.email !== email()) return undefined;
    return "No identity provider is set up for this address. Check the spelling, or ask an administrator.";
  }
}
