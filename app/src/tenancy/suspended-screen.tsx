import { useQuery } from "@tanstack/solid-query";
import { onMount, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { RefreshIcon } from "../../../ui/icons.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { focusPageHeading } from "../../../ui/page-title.ts";
import type { CurrentTenant } from "../api.gen/types.gen.ts";
import { PlaceMark } from "./place-mark.tsx";
import { placeQuery } from "./queries.ts";

/** The organization is suspended: everybody's sessions are over, and nobody can sign in until it is restored. */
export function SuspendedScreen(props: { readonly tenant: CurrentTenant | null }): JSX.Element {
  const query = useQuery(() => placeQuery);
  const name = () => props.tenant?.branding.appName ?? "This organization";
  onMount(() => setTimeout(focusPageHeading));
  return (
    <Entrance
      mark={<PlaceMark />}
      name={props.tenant?.branding.appName ?? "Gatehouse"}
      title={`${name()} is suspended`}
      description="Nobody can sign in at the moment, and everyone who was signed in has been signed out."
    >
      <Notice tone="warning" title="Nothing is lost" announce>
        Ask an owner of your organization, or whoever provides this service to you. This page continues by itself as
        soon as the organization is restored.
      </Notice>
      <Button
        class="justify-self-start"
        icon={RefreshIcon}
        pending={query.isFetching}
        onClick={() => void query.refetch()}
      >
        Check again
      </Button>
    </Entrance>
  );
}
