import { createFileRoute, Link } from "@tanstack/solid-router";
import { createEffect, createSignal, on, Show, type JSX } from "solid-js";
import { Button, buttonClass } from "../../../../../ui/button.tsx";
import { linkClass } from "../../../../../ui/link.tsx";
import { Notice } from "../../../../../ui/notice.tsx";
import { PageHeader } from "../../../../../ui/page-header.tsx";
import { focusPageHeading } from "../../../../../ui/page-title.ts";
import { Fact, Facts, Panel } from "../../../../../ui/panel.tsx";
import type { TenantCreated } from "../../../api.gen/types.gen.ts";
import { CreateTenantForm } from "../../../tenants/create-tenant-form.tsx";
import { homeRegionName } from "../../../tenants/home-region.ts";
import { HostedAt } from "../../../tenants/hosted-at.tsx";
import type { TenantDraft } from "../../../tenants/tenant-draft.ts";

export const Route = createFileRoute("/_console/tenants/new")({ component: NewTenantPage });

function NewTenantPage(): JSX.Element {
  const [made, setMade] = createSignal<{ readonly created: TenantCreated; readonly draft: TenantDraft }>();
  // The page says something new without a navigation: readers begin at its heading all the same.
  createEffect(on(made, () => requestAnimationFrame(focusPageHeading), { defer: true }));
  const back = (
    <Link to="/tenants" class={linkClass}>
      Tenants
    </Link>
  );
  return (
    <div class="max-w-xl">
      <Show
        when={made()}
        fallback={
          <>
            <PageHeader
              title="New tenant"
              description="Creates the organization with an address of its own and invites its first owner."
              back={back}
            />
            <Panel>
              <CreateTenantForm onCreated={(created, draft) => setMade({ created, draft })} />
            </Panel>
          </>
        }
      >
        {(tenant) => (
          <>
            <PageHeader title={`${tenant().draft.name.trim()} is ready`} back={back} />
            <Panel>
              <Notice tone="success" class="mb-5">
                An invitation to become its owner is on its way to{" "}
                <span class="font-medium">{tenant().draft.primaryAdminEmail.trim()}</span>.
              </Notice>
              <Facts>
                <Fact name="Hosted at">
                  <HostedAt url={tenant().created.hostedAt} />
                </Fact>
                <Fact name="Home region">{homeRegionName(tenant().draft.homeRegion)}</Fact>
              </Facts>
              <div class="mt-6 flex flex-wrap gap-2.5">
                <Link
                  to="/tenants/$tenantId"
                  params={{ tenantId: tenant().created.orgId }}
                  class={buttonClass("primary")}
                >
                  Open the tenant
                </Link>
                <Button onClick={() => setMade(undefined)}>Create another</Button>
              </div>
            </Panel>
          </>
        )}
      </Show>
    </div>
  );
}
