import { createFileRoute, Link, redirect } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { Entrance } from "../../../ui/entrance.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { endingFrom, endingSentences, type Ending } from "../session/ending.ts";
import { meQuery } from "../session/queries.ts";
import { returnPath } from "../session/return-path.ts";
import { Or, ProviderButtons } from "../sign-on/provider-buttons.tsx";
import { SignInForm } from "../sign-on/sign-in-form.tsx";
import { PlaceMark, usePlaceName, useTenant } from "../tenancy/place-mark.tsx";
import { knownPlace } from "../tenancy/queries.ts";

interface LoginSearch {
  /** A path of this origin. */
  readonly redirect?: string | undefined;
  readonly reason?: Ending | undefined;
  /** Whose login it is, for whoever comes out of a mail. */
  readonly email?: string | undefined;
}

export const Route = createFileRoute("/login")({
  validateSearch: (search: Record<string, unknown>): LoginSearch => {
    const back = returnPath(search["redirect"]);
    const reason = endingFrom(search["reason"]);
    const email = search["email"];
    // Named even when there is none: the router keeps what the address says under every name that is missing here.
    return {
      redirect: back === "/" ? undefined : back,
      reason,
      email: typeof email === "string" && email.length <= 254 && email.includes("@") ? email : undefined,
    };
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
  const search = Route.useSearch();
  const name = usePlaceName();
  const tenant = useTenant();
  const providers = () => tenant()?.providers ?? [];
  const isEnforced = () => tenant()?.enforceSSO === true;
  const back = () => search().redirect ?? "/";
  const isClosed = () => isEnforced() && providers().length === 0;

  return (
    <Entrance
      mark={<PlaceMark />}
      name={name()}
      title="Sign in"
      description={`to continue to ${name()}`}
      footer={
        <Show
          when={isEnforced()}
          fallback={
            <Link to="/forgot-password" class={linkClass}>
              Forgot your password?
            </Link>
          }
        >
          <Link to="/recovery" search={search().redirect === undefined ? {} : { redirect: back() }} class={linkClass}>
            Use a recovery code
          </Link>
        </Show>
      }
    >
      <Show when={search().reason}>
        {(reason) => (
          <Notice tone={reason() === "password-reset" ? "success" : "info"} announce>
            {endingSentences[reason()]}
          </Notice>
        )}
      </Show>
      <Show when={providers().length > 0}>
        <ProviderButtons providers={providers()} back={back()} prominent={isEnforced()} />
      </Show>
      <Show when={isClosed()}>
        <Notice tone="warning" title="No identity provider can be used">
          This organization signs in with single sign-on, and none of its identity providers works at the moment. Ask an
          administrator to look at the single sign-on settings. Owners can sign in with a recovery code.
        </Notice>
      </Show>
      <Show when={!isEnforced() || providers().length > 1}>
        <Show when={providers().length > 0}>
          <Or />
        </Show>
        <SignInForm
          hasProviders={providers().length > 0}
          passwords={!isEnforced()}
          back={back()}
          initialEmail={search().email ?? ""}
        />
      </Show>
    </Entrance>
  );
}
