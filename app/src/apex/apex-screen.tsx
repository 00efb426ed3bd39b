import { useLocation } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { FindTeamScreen } from "./find-team-screen.tsx";
import { healthPath } from "./health-path.ts";
import { HealthScreen } from "./health-screen.tsx";

/** The platform's front door. The app's routes are those of organizations, so this place has paths of its own. */
export function ApexScreen(): JSX.Element {
  const location = useLocation();
  return (
    <Show when={location().pathname === healthPath} fallback={<FindTeamScreen />}>
      <HealthScreen />
    </Show>
  );
}
