import { Link } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { buttonClass } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { PlaceMark, usePlaceName } from "../tenancy/place-mark.tsx";

export function PageNotFound(): JSX.Element {
  const name = usePlaceName();
  return (
    <Entrance
      mark={<PlaceMark />}
      name={name()}
      title="There is no such page"
      description="The address may be mistyped, or what was here has moved."
    >
      <Link to="/" class={`${buttonClass("primary", "large")} justify-self-start`}>
        Go to the dashboard
      </Link>
    </Entrance>
  );
}
