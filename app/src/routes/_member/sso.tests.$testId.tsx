import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { linkClass } from "../../../../ui/link.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import type { SsoTest } from "../../api.gen/types.gen.ts";
import { Permitted } from "../../session/permitted.tsx";
import { providerQuery, testQuery } from "../../sso/queries.ts";
import { TestReport } from "../../sso/test-report.tsx";

export const Route = createFileRoute("/_member/sso/tests/$testId")({ component: Test });

function Test(): JSX.Element {
  const params = Route.useParams();
  return (
    <Permitted action="sso:read" title="Test sign-in">
      <PageHeader
        back={
          <Link to="/sso" class={linkClass}>
            Single sign-on
          </Link>
        }
        title="Test sign-in"
        description="What the provider answered, and what was made of it. Nobody was signed in by this."
      />
      <Show when={params().testId} keyed>
        {(id) => <Report id={id} />}
      </Show>
    </Permitted>
  );
}

function Report(props: { readonly id: string }): JSX.Element {
  const query = useQuery(() => testQuery(props.id));
  return (
    <Loaded query={query}>{(test) => <WithProvider test={test()} onLookAgain={() => void query.refetch()} />}</Loaded>
  );
}

function WithProvider(props: { readonly test: SsoTest; readonly onLookAgain: () => void }): JSX.Element {
  const query = useQuery(() => providerQuery(props.test.providerId));
  const provider = () => (query.isPending || query.data === undefined ? null : query.data);
  return <TestReport test={props.test} provider={provider()} onLookAgain={props.onLookAgain} />;
}
