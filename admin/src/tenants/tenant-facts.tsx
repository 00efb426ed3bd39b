import { Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { linkClass } from "../../../ui/link.tsx";
import { absoluteTime } from "../../../ui/moment.ts";
import { Fact, Facts, Panel } from "../../../ui/panel.tsx";
import type { Tenant } from "../api.gen/types.gen.ts";
import { homeRegionName } from "./home-region.ts";
import { HostedAt } from "./hosted-at.tsx";

/** What a tenant is, apart from its people. */
export function TenantFacts(props: { readonly tenant: Tenant }): JSX.Element {
  return (
    <Panel title="Identity">
      <Facts>
        <Fact name="Hosted at">
          <Show
            when={props.tenant.status !== "deleted"}
            fallback={<span class="font-mono text-sm break-all text-muted line-through">{props.tenant.hostedAt}</span>}
          >
            <HostedAt url={props.tenant.hostedAt} />
          </Show>
        </Fact>
        <Fact name="Slug">
          <span class="font-mono text-sm">{props.tenant.slug}</span>
        </Fact>
        <Fact name="Home region">
          {homeRegionName(props.tenant.homeRegion)}{" "}
          <span class="font-mono text-xs text-faint">{props.tenant.homeRegion}</span>
        </Fact>
        <Fact name="Members">{props.tenant.members}</Fact>
        <Fact name="Created">{absoluteTime(new Date(props.tenant.createdAt).getTime())}</Fact>
        <Fact name="What operators did">
          <Link to="/audit-log" search={{ tenant: props.tenant.id }} class={linkClass}>
            Audit log of this tenant
          </Link>
        </Fact>
        <Fact name="Id">
          <span class="flex items-center gap-1">
            <span class="min-w-0 font-mono text-xs break-all">{props.tenant.id}</span>
            <span class="-my-1.5">
              <CopyButton text={props.tenant.id} label="Copy the id" />
            </span>
          </span>
        </Fact>
      </Facts>
    </Panel>
  );
}
