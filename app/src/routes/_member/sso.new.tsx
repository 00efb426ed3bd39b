import { createFileRoute, Link, useNavigate } from "@tanstack/solid-router";
import type { JSX } from "solid-js";
import { linkClass } from "../../../../ui/link.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Permitted } from "../../session/permitted.tsx";
import { readSetupSearch, type SetupSearch } from "../../sso/setup/search.ts";
import { SetupPages } from "../../sso/setup/setup-pages.tsx";

export const Route = createFileRoute("/_member/sso/new")({
  validateSearch: (search: Record<string, unknown>): SetupSearch => readSetupSearch(search),
  component: SetUp,
});

function SetUp(): JSX.Element {
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  // Choosing a product is no page of its own; each step is, so that the browser's way back leads one step back.
  const go = (next: SetupSearch) =>
    void navigate({ search: next, replace: search().step === undefined || next.step === search().step });
  return (
    <Permitted action="sso:update" title="Set up single sign-on">
      <PageHeader
        back={
          <Link to="/sso" class={linkClass}>
            Single sign-on
          </Link>
        }
        title="Set up single sign-on"
        description="You can stop at any time and continue later: what is saved stays, and nothing changes for your people before the end."
      />
      <SetupPages search={search()} onSearch={go} />
    </Permitted>
  );
}
