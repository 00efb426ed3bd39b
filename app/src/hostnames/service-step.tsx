import { useQuery } from "@tanstack/solid-query";
import { Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { ExternalIcon } from "../../../ui/icons.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { hasCode } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { Hostname, PrimaryHost } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { hostAddress } from "./host-address.ts";
import { primaryHostQuery, useChoosePrimaryHost } from "./primary-host.ts";
import type { StepState } from "./progress.ts";
import { primaryRefusal } from "./refusal.ts";
import { StepCard } from "./step-card.tsx";

/** In service: what there is to do with it now. */
export function ServiceStep(props: { readonly hostname: Hostname; readonly state: StepState }): JSX.Element {
  return (
    <StepCard
      number={4}
      title="Use it"
      state={props.state}
      description={
        <Show
          when={props.hostname.lifecycleStatus === "active"}
          fallback="As soon as it is active this page says so, and admins and owners are mailed."
        >
          <Show
            when={props.state === "done"}
            fallback="All is ready. Point the name here (step 2), and people can open it at once."
          >
            People can open it and sign in there. Whoever is signed in at another host, you too, signs in here once
            more.
          </Show>
        </Show>
      }
    >
      <Show when={props.hostname.lifecycleStatus === "active"}>
        <InUse hostname={props.hostname} isReached={props.state === "done"} />
      </Show>
    </StepCard>
  );
}

function InUse(props: { readonly hostname: Hostname; readonly isReached: boolean }): JSX.Element {
  const may = useMay();
  const query = useQuery(() => primaryHostQuery);
  const primary = () => (query.isPending ? undefined : query.data);
  return (
    <>
      <div class="flex flex-wrap items-center gap-2.5 empty:hidden">
        <Show when={props.isReached}>
          <a
            href={hostAddress(props.hostname.hostname, window.location)}
            target="_blank"
            rel="noreferrer"
            class={buttonClass("primary")}
          >
            Open {props.hostname.displayHostname}
            <ExternalIcon class="size-4" label="(opens in a new tab)" />
          </a>
        </Show>
        <Show
          when={!props.hostname.isPrimary}
          fallback={
            <p class="flex items-center gap-2.5 text-base text-muted">
              <Badge tone="brand">Primary host</Badge> E-mails lead people here.
            </p>
          }
        >
          {/* While the name does not lead here, mails would lead nowhere. */}
          <Show when={props.isReached && may("hostnames:update") && primary()}>
            {(base) => <MakePrimary hostname={props.hostname} base={base()} />}
          </Show>
        </Show>
      </div>
      <Show when={may("sso:read")}>
        <p class="text-base text-muted">
          Single sign-on works here as soon as this host’s callback address is entered at the identity provider, which{" "}
          <Link to="/sso" class={linkClass}>
            Single sign-on
          </Link>{" "}
          shows for every host.
        </p>
      </Show>
    </>
  );
}

function MakePrimary(props: { readonly hostname: Hostname; readonly base: PrimaryHost }): JSX.Element {
  const choose = useChoosePrimaryHost();
  const make = async () => {
    try {
      await choose.mutateAsync({ base: props.base, changes: { hostnameId: props.hostname.id } });
    } catch {
      return;
    }
    toast(`${props.hostname.displayHostname} is the primary host.`);
  };
  return (
    <>
      <Button pending={choose.isPending} onClick={() => void make()}>
        Make it the primary host
      </Button>
      <Show when={choose.isError}>
        <Notice tone="danger" announce class="w-full">
          {hasCode(choose.error, "PRECONDITION_FAILED")
            ? "Somebody else has just chosen another one. See which, and decide again."
            : primaryRefusal(choose.error)}
        </Notice>
      </Show>
    </>
  );
}
