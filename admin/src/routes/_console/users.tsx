import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Link, useNavigate } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Badge } from "../../../../ui/badge.tsx";
import { Button } from "../../../../ui/button.tsx";
import { EmptyState } from "../../../../ui/empty-state.tsx";
import { Form } from "../../../../ui/form.tsx";
import { PeopleIcon, SearchIcon } from "../../../../ui/icons.tsx";
import { linkClass } from "../../../../ui/link.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { RelativeTime } from "../../../../ui/relative-time.tsx";
import { DataTable, type Column } from "../../../../ui/table.tsx";
import { TextField } from "../../../../ui/text-field.tsx";
import type { TenantUser } from "../../api.gen/types.gen.ts";
import { textParameter } from "../../shell/text-parameter.ts";
import { usersQuery } from "../../tenants/queries.ts";
import { tenantRoleName } from "../../tenants/tenant-role.ts";

export const Route = createFileRoute("/_console/users")({
  validateSearch: (search: Record<string, unknown>): { email?: string } => {
    const email = textParameter(search["email"]);
    return email === undefined ? {} : { email };
  },
  component: UsersPage,
});

const columns: readonly Column<TenantUser>[] = [
  {
    header: "Person",
    kind: "title",
    width: "w-2/5",
    cell: (user) => (
      <div class="min-w-0">
        <span class="block truncate font-medium text-ink">{user.name}</span>
        <span class="block truncate text-sm text-muted">{user.email}</span>
      </div>
    ),
  },
  {
    header: "Tenant",
    cell: (user) => (
      <Link to="/tenants/$tenantId" params={{ tenantId: user.organization.id }} class={linkClass}>
        {user.organization.name}
      </Link>
    ),
  },
  {
    header: "Role",
    cell: (user) => <Badge>{tenantRoleName(user.role)}</Badge>,
  },
  {
    header: "Joined",
    align: "end",
    cell: (user) => (
      <span class="text-muted">
        <RelativeTime at={user.createdAt} />
      </span>
    ),
  },
];

function UsersPage(): JSX.Element {
  const search = Route.useSearch();
  const navigate = useNavigate({ from: Route.fullPath });
  const wanted = () => search().email ?? "";
  const [typed, setTyped] = createSignal(wanted());
  const [problem, setProblem] = createSignal<string>();
  const users = useQuery(() => usersQuery(wanted()));

  const submit = async () => {
    const email = typed().trim().toLowerCase();
    const valid = /^\S+@\S+\.\S+$/.test(email);
    setProblem(valid ? undefined : "Enter a whole e-mail address.");
    if (!valid) return;
    if (email === wanted()) void users.refetch();
    else await navigate({ search: { email }, resetScroll: false });
  };

  return (
    <>
      <PageHeader
        title="Users"
        description="Every tenant has its own accounts: one address may have one in several of them."
      />
      <Form onSubmit={submit} class="mb-5">
        <div class="flex flex-wrap items-end gap-x-2.5 gap-y-3">
          <TextField
            class="w-full max-w-sm self-start"
            label="E-mail address"
            name="email"
            type="email"
            value={typed()}
            onChange={setTyped}
            error={problem()}
            maxLength={254}
          />
          <Button type="submit" variant="primary" icon={SearchIcon} class="h-10 self-start sm:mt-[1.5625rem]">
            Look up
          </Button>
        </div>
      </Form>
      <Show
        when={wanted() !== ""}
        fallback={
          <Panel>
            <EmptyState icon={PeopleIcon} title="Look somebody up">
              Enter a whole address to see in which tenants it has an account, and with which role.
            </EmptyState>
          </Panel>
        }
      >
        <Panel flush>
          <Loaded query={users}>
            {(found) => (
              <Show
                when={found().items.length > 0}
                fallback={
                  <EmptyState icon={SearchIcon} title="No account anywhere">
                    No tenant has an account for {wanted()}. People who were invited but have not accepted yet have
                    none.
                  </EmptyState>
                }
              >
                <DataTable caption={`Accounts of ${wanted()}`} columns={columns} rows={found().items} />
              </Show>
            )}
          </Loaded>
        </Panel>
      </Show>
    </>
  );
}
