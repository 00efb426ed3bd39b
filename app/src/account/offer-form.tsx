import { createSignal, Show, type JSX } from "solid-js";
import { Entrance } from "../../../ui/entrance.tsx";
import { Form } from "../../../ui/form.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { fieldErrorsOf, hasCode, sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { TextField } from "../../../ui/text-field.tsx";
import { WaitingButton } from "../../../ui/waiting-button.tsx";
import type { OpenInvitation } from "../api.gen/types.gen.ts";
import { roleWithArticle } from "../members/role-name.ts";
import { returnPath } from "../session/return-path.ts";
import { Or, ProviderButtons } from "../sign-on/provider-buttons.tsx";
import { PlaceMark, usePlaceName, useTenant } from "../tenancy/place-mark.tsx";
import { InvitationGone } from "./invitation-gone.tsx";
import { missing } from "./missing.ts";
import { NewPasswordField } from "./new-password-field.tsx";
import { useAcceptInvitation } from "./queries.ts";

/** An open invitation: who invites whom to what, and the little that is needed to accept. */
export function OfferForm(props: { readonly offer: OpenInvitation }): JSX.Element {
  const place = usePlaceName();
  const tenant = useTenant();
  const providers = () => tenant()?.providers ?? [];
  const isEnforced = () => tenant()?.enforceSSO === true;
  const accept = useAcceptInvitation(() => props.offer.id);
  const [name, setName] = createSignal("");
  const [password, setPassword] = createSignal("");
  const [tried, setTried] = createSignal(false);
  const refused = () => fieldErrorsOf(accept.error);
  const isGone = () => hasCode(accept.error, "NOT_FOUND", "INVITATION_USED", "INVITATION_EXPIRED", "ALREADY_MEMBER");

  const submit = async () => {
    setTried(true);
    accept.reset();
    if (name().trim() === "" || password() === "") return;
    try {
      const { redirectTo } = await accept.mutateAsync({ name: name(), password: password() });
      // A new page, not a new route: nothing of whoever used this browser before stays in memory.
      window.location.assign(returnPath(redirectTo));
    } catch {
      // What was refused stands in the form, or takes its place.
    }
  };

  return (
    <Show when={!isGone()} fallback={<InvitationGone error={accept.error} inviter={props.offer.invitedBy.name} />}>
      <Entrance
        mark={<PlaceMark />}
        name={place()}
        title={`Join ${props.offer.organization.name}`}
        description={
          <>
            <strong class="font-medium text-ink">{props.offer.invitedBy.name}</strong> has invited you to join as{" "}
            {roleWithArticle[props.offer.role]}. The invitation expires <RelativeTime at={props.offer.expiresAt} />.
          </>
        }
      >
        <Show when={providers().length > 0}>
          <p class="text-base text-muted">
            Your account will be for <strong class="font-medium break-words text-ink">{props.offer.email}</strong>: sign
            in with that address.
          </p>
          <ProviderButtons providers={providers()} back="/" hint={props.offer.email} prominent={isEnforced()} />
        </Show>
        <Show when={isEnforced() && providers().length === 0}>
          <Notice tone="warning" title="No identity provider can be used">
            This organization signs in with single sign-on, and none of its identity providers works at the moment. Tell{" "}
            {props.offer.invitedBy.name}; the invitation stays as it is.
          </Notice>
        </Show>
        <Show when={!isEnforced()}>
          <Show when={providers().length > 0}>
            <Or />
          </Show>
          <Form onSubmit={submit} error={accept.isError ? sentenceFor(accept.error) : undefined}>
            <TextField
              label="E-mail address"
              name="email"
              type="email"
              autocomplete="username"
              value={props.offer.email}
              onChange={() => {}}
              hint="You will sign in with this address."
              readOnly
            />
            <TextField
              label="Your name"
              name="name"
              autocomplete="name"
              value={name()}
              onChange={setName}
              error={refused()["name"] ?? missing(tried(), name(), "Enter your name.")}
              maxLength={100}
              spellcheck={false}
              autofocus
            />
            <NewPasswordField
              label="Choose a password"
              value={password()}
              onChange={setPassword}
              error={refused()["password"] ?? missing(tried(), password(), "Choose a password.")}
              own={[name(), props.offer.email, props.offer.organization.name]}
            />
            <WaitingButton
              type="submit"
              variant="primary"
              size="large"
              error={accept.error}
              pending={accept.isPending}
              class="mt-1"
            >
              Accept and sign in
            </WaitingButton>
          </Form>
        </Show>
      </Entrance>
    </Show>
  );
}
