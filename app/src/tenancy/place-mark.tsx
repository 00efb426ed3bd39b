import { useQuery } from "@tanstack/solid-query";
import { Show, type Accessor, type JSX } from "solid-js";
import { GateIcon } from "../../../ui/icons.tsx";
import { OrganizationMark } from "../../../ui/monogram.tsx";
import type { CurrentTenant } from "../api.gen/types.gen.ts";
import { placeQuery } from "./queries.ts";

/** The tenant at this address, as far as it is known. */
export function useTenant(): Accessor<CurrentTenant | undefined> {
  const query = useQuery(() => placeQuery);
  return () => {
    const place = query.isPending ? undefined : query.data;
    return place?.kind === "tenant" || place?.kind === "suspended" ? (place.tenant ?? undefined) : undefined;
  };
}

export function usePlaceName(): Accessor<string> {
  const tenant = useTenant();
  return () => tenant()?.branding.appName ?? "Gatehouse";
}

/** The mark of whoever is at this address; the gate's own where nobody is. */
export function PlaceMark(): JSX.Element {
  const tenant = useTenant();
  return (
    <Show
      when={tenant()}
      fallback={
        <span class="inline-grid size-8 place-items-center rounded-md bg-brand text-on-brand" aria-hidden="true">
          <GateIcon class="size-5" />
        </span>
      }
    >
      {(known) => <OrganizationMark name={known().branding.appName} logoUrl={known().branding.logoUrl} />}
    </Show>
  );
}
