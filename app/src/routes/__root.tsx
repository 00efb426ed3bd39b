import { useQuery } from "@tanstack/solid-query";
import { createRootRouteWithContext, Outlet, useRouter } from "@tanstack/solid-router";
import { createEffect, createMemo, Match, on, Switch, type JSX } from "solid-js";
import { ApexScreen } from "../apex/apex-screen.tsx";
import type { RouterContext } from "../router.ts";
import { AppFailed } from "../shell/page-failed.tsx";
import { applyBranding } from "../tenancy/branding.ts";
import { NobodyScreen } from "../tenancy/nobody-screen.tsx";
import { placeQuery } from "../tenancy/queries.ts";
import { SuspendedScreen } from "../tenancy/suspended-screen.tsx";

export const Route = createRootRouteWithContext<RouterContext>()({
  // Nothing is drawn before it is known whose page this is.
  beforeLoad: async ({ context: { queryClient } }) => {
    applyBranding(await queryClient.ensureQueryData(placeQuery));
  },
  component: Root,
  errorComponent: AppFailed,
});

function Root(): JSX.Element {
  const router = useRouter();
  const query = useQuery(() => placeQuery);
  const place = () => (query.isPending ? undefined : query.data);
  const kind = createMemo(() => place()?.kind);
  const suspended = () => {
    const now = place();
    return now?.kind === "suspended" ? now : undefined;
  };

  createEffect(() => {
    const now = place();
    if (now !== undefined) applyBranding(now);
  });
  // What was loaded for another kind of place, or for nobody in particular, is loaded anew.
  createEffect(on(kind, () => void router.invalidate(), { defer: true }));

  return (
    <Switch>
      <Match when={kind() === "tenant"}>
        <Outlet />
      </Match>
      <Match when={suspended()}>{(now) => <SuspendedScreen tenant={now().tenant} />}</Match>
      <Match when={kind() === "apex"}>
        <ApexScreen />
      </Match>
      <Match when={kind() === "nobody"}>
        <NobodyScreen />
      </Match>
    </Switch>
  );
}
