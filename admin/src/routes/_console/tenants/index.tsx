import { keepPreviousData, useInfiniteQuery } from "@tanstack/solid-query";
import { createFileRoute, Link, useNavigate, useRouter } from "@tanstack/solid-router";
import { createSignal, onCleanup, Show, type JSX } from "solid-js";
import { buttonClass } from "../../../../../ui/button.tsx";
import { EmptyState } from "../../../../../ui/empty-state.tsx";
import { BuildingIcon, PlusIcon, SearchIcon } from "../../../../../ui/icons.tsx";
import { Loaded } from "../../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../../ui/page-header.tsx";
import { Panel } from "../../../../../ui/panel.tsx";
import { TextField } from "../../../../../ui/text-field.tsx";
import { useMay } from "../../../operators/present-operator.tsx";
import { LoadMore } from "../../../../../ui/load-more.tsx";
import { textParameter } from "../../../shell/text-parameter.ts";
import { tenantsQuery } from "../../../tenants/queries.ts";
import { TenantTable } from "../../../tenants/tenant-table.tsx";

export const Route = createFileRoute("/_console/tenants/")({
  validateSearch: (search: Record<string, unknown>): { search?: string } => {
    const text = textParameter(search["search"]);
    return text === undefined ? {} : { search: text };
  },
  component: TenantsPage,
});

/** How long to wait for the next letter before asking the API. */
const typingPauseMilliseconds = 250;

function TenantsPage(): JSX.Element {
  const may = useMay();
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const router = useRouter();
  const here = router.latestLocation.pathname;
  const wanted = () => search().search ?? "";
  const [typed, setTyped] = createSignal(wanted());
  const tenants = useInfiniteQuery(() => ({ ...tenantsQuery(wanted()), placeholderData: keepPreviousData }));

  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  const onType = (text: string) => {
    setTyped(text);
    clearTimeout(timer);
    timer = setTimeout(() => {
      // Somebody has chosen a tenant meanwhile, whose page is on its way.
      if (router.latestLocation.pathname !== here) return;
      const next = text.trim().slice(0, 100);
      void navigate({ search: next === "" ? {} : { search: next }, replace: true, resetScroll: false });
    }, typingPauseMilliseconds);
  };

  return (
    <>
      <PageHeader
        title="Tenants"
        actions={
          <Show when={may("tenants:create")}>
            <Link to="/tenants/new" class={buttonClass("primary")}>
              <PlusIcon class="size-4" />
              New tenant
            </Link>
          </Show>
        }
      />
      <TextField
        class="mb-4 max-w-sm"
        label="Search by name or slug"
        name="search"
        type="search"
        value={typed()}
        onChange={onType}
        maxLength={100}
      />
      <Panel flush class={tenants.isPlaceholderData ? "opacity-60" : ""}>
        <Loaded query={tenants}>
          {(found) => {
            const rows = () => found().pages.flatMap(({ items }) => items);
            return (
              <Show when={rows().length > 0} fallback={<NoTenants search={wanted()} />}>
                <TenantTable tenants={rows()} />
                <LoadMore query={tenants} label="Load more" />
              </Show>
            );
          }}
        </Loaded>
      </Panel>
    </>
  );
}

function NoTenants(props: { readonly search: string }): JSX.Element {
  return (
    <Show
      when={props.search !== ""}
      fallback={
        <EmptyState icon={BuildingIcon} title="No tenants yet">
          The first one you create appears here.
        </EmptyState>
      }
    >
      <EmptyState icon={SearchIcon} title={`Nothing matches “${props.search}”`}>
        The search looks for a part of a tenant's name or slug.
      </EmptyState>
    </Show>
  );
}
