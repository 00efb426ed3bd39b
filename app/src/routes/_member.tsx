import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Outlet, redirect } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { isPassing } from "../../../ui/problem.ts";
import { LoadingScreen } from "../../../ui/skeleton.tsx";
import { endingOfProblem } from "../session/ending.ts";
import { MeProvider } from "../session/me.tsx";
import { meQuery } from "../session/queries.ts";
import { returnPath } from "../session/return-path.ts";
import { MemberFrame } from "../shell/member-frame.tsx";
import { AppFailed } from "../shell/page-failed.tsx";
import { knownPlace } from "../tenancy/queries.ts";

/** Everything behind the gate: only for who is signed in. The API decides; this only spares people a page of errors. */
export const Route = createFileRoute("/_member")({
  beforeLoad: async ({ context: { queryClient, departure }, location }) => {
    if (knownPlace(queryClient)?.kind !== "tenant") return;
    const wasSignedIn = queryClient.getQueryData(meQuery.queryKey) !== undefined;
    try {
      await queryClient.fetchQuery(wasSignedIn ? { ...meQuery, retry: false } : meQuery);
    } catch (error) {
      const ending = endingOfProblem(error);
      if (ending !== null) {
        const back = returnPath(location.href);
        // Whoever comes without any session needs no explanation for having to sign in.
        const explained = wasSignedIn || ending !== "signed-out";
        throw redirect({
          to: "/login",
          search: { ...(explained ? { reason: ending } : {}), ...(back === "/" ? {} : { redirect: back }) },
        });
      }
      // What is known of who is signed in will do while a busy moment passes: every page says for itself what it lacks.
      if (wasSignedIn && isPassing(error)) return;
      departure.refused(error);
      if (knownPlace(queryClient)?.kind === "tenant") throw error;
    }
  },
  component: Member,
  errorComponent: AppFailed,
});

function Member(): JSX.Element {
  const query = useQuery(() => meQuery);
  const me = () => (query.isPending ? undefined : query.data);
  return (
    <Show when={me()} fallback={<LoadingScreen />}>
      {(known) => (
        <MeProvider me={known()}>
          <MemberFrame>
            <Outlet />
          </MemberFrame>
        </MeProvider>
      )}
    </Show>
  );
}
