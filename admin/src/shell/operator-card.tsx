import { Link } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { SignOutIcon } from "../../../ui/icons.tsx";
import { usePresentOperator } from "../operators/present-operator.tsx";
import { operatorRoleName } from "../operators/role-name.ts";
import { signOutPath } from "./standing.tsx";

/** Who is at the console and as what: always in sight, because everything done here is done in that name. */
export function OperatorCard(props: { readonly onNavigate?: () => void }): JSX.Element {
  const operator = usePresentOperator();
  return (
    <div class="flex items-center gap-1 rounded-lg border border-rail-line p-1.5">
      <Link
        to="/profile"
        onClick={() => props.onNavigate?.()}
        class="easing min-w-0 flex-1 rounded-md px-2 py-1.5 hover:bg-rail-raised aria-[current=page]:bg-rail-raised"
        title="Your profile"
      >
        <span class="block truncate text-sm font-medium text-rail-ink">{operator().name ?? operator().email}</span>
        <span class="block truncate text-xs text-signal">{operatorRoleName(operator().role)}</span>
      </Link>
      <a
        href={signOutPath}
        aria-label="Sign out"
        title="Sign out"
        class="easing grid size-9 shrink-0 place-items-center rounded-md text-rail-muted hover:bg-rail-raised hover:text-rail-ink coarse:size-11"
      >
        <SignOutIcon class="size-[1.125rem]" />
      </a>
    </div>
  );
}
