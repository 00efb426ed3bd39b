import { Show, type JSX } from "solid-js";
import { buttonClass } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { apexOf } from "../apex/team-address.ts";
import { PlaceMark } from "./place-mark.tsx";

/** There is no organization at this address. */
export function NobodyScreen(): JSX.Element {
  const apex = apexOf(window.location.host);
  return (
    <Entrance
      mark={<PlaceMark />}
      name="Gatehouse"
      title="There is no organization at this address"
      description={
        <p>
          Nothing is served at <strong class="font-medium break-words text-ink">{window.location.host}</strong>. Check
          the spelling, or find the address in your invitation.
        </p>
      }
    >
      <Show when={apex}>
        <a
          href={`${window.location.protocol}//${apex}/`}
          class={`${buttonClass("primary", "large")} justify-self-start`}
        >
          Find your team
        </a>
      </Show>
    </Entrance>
  );
}
