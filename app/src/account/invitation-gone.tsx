import { Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { buttonClass } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { hasCode } from "../../../ui/problem.ts";
import { PlaceMark, usePlaceName } from "../tenancy/place-mark.tsx";

/** An invitation that cannot be accepted: why, and what its holder can do. */
export function InvitationGone(props: { readonly error: unknown; readonly inviter: string | undefined }): JSX.Element {
  const name = usePlaceName();
  const isMember = () => hasCode(props.error, "INVITATION_USED", "ALREADY_MEMBER");
  const title = () => {
    if (hasCode(props.error, "INVITATION_USED")) return "You have accepted this invitation";
    if (hasCode(props.error, "ALREADY_MEMBER")) return "You are a member already";
    if (hasCode(props.error, "INVITATION_EXPIRED")) return "This invitation is no longer valid";
    return "There is no such invitation here";
  };
  const advice = () => {
    if (hasCode(props.error, "INVITATION_USED")) {
      return "An invitation works once. Sign in with the password you chose; if it was not you who accepted it, tell an administrator.";
    }
    if (hasCode(props.error, "ALREADY_MEMBER"))
      return "Somebody with your e-mail address has an account here. Sign in with it.";
    const whom = props.inviter ?? "whoever invited you";
    if (hasCode(props.error, "INVITATION_EXPIRED")) {
      return `It has run out or was withdrawn. Ask ${whom} for a new one.`;
    }
    return `Make sure that you opened the whole link, at the address it came with. If it still does not work, ask ${whom} for a new one.`;
  };
  return (
    <Entrance mark={<PlaceMark />} name={name()} title={title()} description={advice()}>
      <Link to="/login" class={`${buttonClass(isMember() ? "primary" : "secondary", "large")} justify-self-start`}>
        <Show when={isMember()} fallback="I have an account: sign in">
          Sign in
        </Show>
      </Link>
    </Entrance>
  );
}
