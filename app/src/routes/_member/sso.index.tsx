import { createFileRoute, Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { buttonClass } from "../../../../ui/button.tsx";
import { PlusIcon } from "../../../../ui/icons.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { useMay } from "../../session/me.tsx";
import { Permitted } from "../../session/permitted.tsx";
import { EnforcementPanel } from "../../sso/enforcement-panel.tsx";
import { HistoryPanel } from "../../sso/history-panel.tsx";
import { ProviderList } from "../../sso/provider-list.tsx";
import { RecoveryCodesPanel } from "../../sso/recovery-codes-panel.tsx";

export const Route = createFileRoute("/_member/sso/")({ component: SingleSignOn });

function SingleSignOn(): JSX.Element {
  const may = useMay();
  return (
    <Permitted action="sso:read" title="Single sign-on">
      <PageHeader
        title="Single sign-on"
        description="People sign in here with the account they have at your own identity provider."
        actions={
          <Show when={may("sso:update")}>
            <Link to="/sso/new" class={buttonClass("primary")}>
              <PlusIcon class="size-4" />
              Add a provider
            </Link>
          </Show>
        }
      />
      <div class="grid grid-cols-1 gap-6">
        <ProviderList />
        <EnforcementPanel />
        <RecoveryCodesPanel />
        <HistoryPanel provider={null} />
      </div>
    </Permitted>
  );
}
