import { Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { Entrance } from "../../../ui/entrance.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { PlaceMark, usePlaceName, useTenant } from "../tenancy/place-mark.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";

/** In place of every page about passwords, where single sign-on is required: there is none to forget or to choose. */
export function NoPasswords(): JSX.Element {
  const name = usePlaceName();
  const tenant = useTenant();
  const providers = () => tenant()?.providers ?? [];
  return (
    <Entrance
      mark={<PlaceMark />}
      name={name()}
      title="Passwords are not used here"
      description={`${name()} signs in with single sign-on. If you have forgotten the password of your account there, reset it there.`}
      footer={
        <Link to="/login" class={linkClass}>
          Back to sign in
        </Link>
      }
    >
      <Show when={providers().length > 0}>
        <ProviderButtons providers={providers()} back="/" prominent />
      </Show>
    </Entrance>
  );
}
