import { Link } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { linkClass } from "../../../ui/link.tsx";
import { Fact, Facts, Panel } from "../../../ui/panel.tsx";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { useMe } from "../session/me.tsx";

export function YourSession(): JSX.Element {
  const me = useMe();
  return (
    <Panel
      title="You"
      actions={
        <Link to="/sessions" class={`text-sm ${linkClass}`}>
          Sessions
        </Link>
      }
    >
      <Facts>
        <Fact name="Account">{me().user.email}</Fact>
        <Fact name="Address">
          <span class="break-all">{window.location.host}</span>
        </Fact>
        <Fact name="Signed in">
          <RelativeTime at={me().session.createdAt} />
        </Fact>
        <Fact name="Session expires">
          <RelativeTime at={me().session.expiresAt} />
        </Fact>
      </Facts>
    </Panel>
  );
}
