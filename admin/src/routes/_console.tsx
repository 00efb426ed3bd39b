import { useQuery } from "@tanstack/solid-query";
import { createFileRoute, Outlet } from "@tanstack/solid-router";
import { Match, Show, Switch, type JSX } from "solid-js";
import { hasCode } from "../../../ui/problem.ts";
import { LoadingScreen } from "../../../ui/skeleton.tsx";
import { isAboutOperator } from "../operator-api/answer.ts";
import { PresentOperator } from "../operators/present-operator.tsx";
import { meQuery } from "../operators/queries.ts";
import { AccessLapsed } from "../shell/access-lapsed.tsx";
import { Frame } from "../shell/frame.tsx";
import { Standing } from "../shell/standing.tsx";

export const Route = createFileRoute("/_console")({ component: Console });

/** Everything that is only for operators: first who it is, then the page. */
function Console(): JSX.Element {
  const me = useQuery(() => meQuery);
  const operator = () => (me.isPending ? undefined : me.data);
  // Somebody at work keeps what is on the screen: their Access session may come back.
  const lapsed = () => operator() !== undefined && hasCode(me.error, "ACCESS_REQUIRED");
  const shutOut = () => me.isError && (operator() === undefined || (isAboutOperator(me.error) && !lapsed()));
  return (
    <Switch fallback={<LoadingScreen label="Opening the console…" />}>
      <Match when={shutOut()}>
        <Standing error={me.error} retrying={me.isFetching} onRetry={() => void me.refetch()} />
      </Match>
      <Match when={operator()}>
        {(present) => (
          <PresentOperator.Provider value={present}>
            <Frame
              banner={
                <Show when={lapsed()}>
                  <AccessLapsed />
                </Show>
              }
            >
              <Outlet />
            </Frame>
          </PresentOperator.Provider>
        )}
      </Match>
    </Switch>
  );
}
