import { Link } from "@tanstack/solid-router";
import { For, type JSX } from "solid-js";
import type { OperatorAction } from "../../../src/operators/role.ts";
import { BuildingIcon, HomeIcon, LogIcon, PeopleIcon, ShieldIcon, type Icon } from "../../../ui/icons.tsx";
import { useMay } from "../operators/present-operator.tsx";

interface Place {
  readonly to: "/" | "/tenants" | "/users" | "/operators" | "/audit-log";
  readonly label: string;
  readonly icon: Icon;
  readonly action: OperatorAction;
}

const places: readonly Place[] = [
  { to: "/", label: "Overview", icon: HomeIcon, action: "tenants:read" },
  { to: "/tenants", label: "Tenants", icon: BuildingIcon, action: "tenants:read" },
  { to: "/users", label: "Users", icon: PeopleIcon, action: "users:read" },
  { to: "/audit-log", label: "Audit log", icon: LogIcon, action: "audit-logs:read" },
  { to: "/operators", label: "Operators", icon: ShieldIcon, action: "global-admins:read" },
];

/** The places of the console that the operator's role can see. */
export function Navigation(props: { readonly onNavigate?: () => void }): JSX.Element {
  const may = useMay();
  return (
    <nav aria-label="Console">
      <ul class="grid gap-0.5">
        <For each={places.filter(({ action }) => may(action))}>
          {(place) => (
            <li>
              <Link
                to={place.to}
                activeOptions={{ exact: place.to === "/", includeSearch: false }}
                onClick={() => props.onNavigate?.()}
                class="easing group relative flex items-center gap-3 rounded-md px-3 py-2 text-sm font-medium text-rail-muted hover:bg-rail-raised hover:text-rail-ink aria-[current=page]:bg-rail-raised aria-[current=page]:text-rail-ink coarse:py-3"
              >
                <span
                  aria-hidden="true"
                  class="absolute inset-y-2 left-0 w-0.5 rounded-full bg-signal opacity-0 group-aria-[current=page]:opacity-100"
                />
                {place.icon({ class: "size-[1.125rem]" })}
                {place.label}
              </Link>
            </li>
          )}
        </For>
      </ul>
    </nav>
  );
}
