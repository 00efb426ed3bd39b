import { useQuery } from "@tanstack/solid-query";
import { createFileRoute } from "@tanstack/solid-router";
import { Match, Switch, type JSX } from "solid-js";
import { ErrorState } from "../../../ui/error-state.tsx";
import { hasCode } from "../../../ui/problem.ts";
import { LoadingScreen } from "../../../ui/skeleton.tsx";
import { InvitationGone } from "../account/invitation-gone.tsx";
import { OfferForm } from "../account/offer-form.tsx";
import { offerQuery } from "../account/queries.ts";

export const Route = createFileRoute("/accept-invite/$invitationId")({ component: AcceptInvite });

function AcceptInvite(): JSX.Element {
  const params = Route.useParams();
  const query = useQuery(() => offerQuery(params().invitationId));
  const offer = () => (query.isPending ? undefined : query.data);
  const isGone = () => hasCode(query.error, "NOT_FOUND", "INVITATION_USED", "INVITATION_EXPIRED");
  return (
    <Switch fallback={<LoadingScreen label="Opening your invitation…" />}>
      <Match when={isGone()}>
        <InvitationGone error={query.error} inviter={offer()?.invitedBy.name} />
      </Match>
      <Match when={offer()}>{(known) => <OfferForm offer={known()} />}</Match>
      <Match when={query.isError}>
        <main class="grid min-h-dvh place-items-center">
          <ErrorState error={query.error} onRetry={() => void query.refetch()} retrying={query.isFetching} />
        </main>
      </Match>
    </Switch>
  );
}
