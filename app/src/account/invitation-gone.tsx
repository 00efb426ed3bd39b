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
    if (hasCode(props.error, "INVITATION_USED")) return "This invitation has already been accepted";
    if (hasCode(props.error, "ALREADY_MEMBER")) return "You already have an account";
    if (hasCode(props.error, "INVITATION_EXPIRED")) return "This invitation is no longer valid";
    return "This invitation does not exist";
  };
  const advice = () => {
    if (hasCode(props.error, "INVITATION_USED")) {
      return "If you accepted it, sign in the way you did then. If you did not, tell an administrator.";
    }
    if (hasCode(props.error, "ALREADY_MEMBER"))
      return "There is already a member with this e-mail address. Sign in instead.";
    const whom = props.inviter ?? "whoever invited you";
    if (hasCode(props.error, "INVITATION_EXPIRED")) {
      return `It has expired or was withdrawn. Ask ${whom} for a new one.`;
    }
    return `Make sure you opened the complete link from your e-mail. If it still does not work, ask ${whom} for a new one.`;
  };
  return (
    <Entrance mark={<PlaceMark />} name={name()} title={title()} description={advice()}>
      <Link to="/login" class={`${buttonClass(isMember() ? "primary" : "secondary", "large")} justify-self-start`}>
        <Show when={isMember()} fallback="Sign in instead">
          Sign in
        </Show>
      </Link>
    </Entrance>
  );
}
