import { createMemo, Match, Show, Switch, type Accessor, type JSX } from "solid-js";
import { EmptyState } from "./empty-state.tsx";
import { ErrorState } from "./error-state.tsx";
import { OfflineIcon } from "./icons.tsx";
import { Notice } from "./notice.tsx";
import { sentenceFor } from "./problem.ts";
import { SkeletonRows } from "./skeleton.tsx";
import { Button } from "./button.tsx";

/** What is needed of a query: TanStack's result fits. */
interface LoadedQuery<Data> {
  readonly isPending: boolean;
  readonly isError: boolean;
  readonly isFetching: boolean;
  /** Of a list that goes on: its foot says so itself, and what is shown is no older for it. */
  readonly isFetchNextPageError?: boolean;
  readonly fetchStatus: "fetching" | "paused" | "idle";
  readonly error: unknown;
  readonly data: Data | undefined;
  readonly refetch: () => unknown;
}

export interface LoadedProps<Data> {
  readonly query: LoadedQuery<Data>;
  /** While there is nothing to show yet; rows unless told. */
  readonly loading?: JSX.Element;
  readonly children: (data: Accessor<NonNullable<Data>>) => JSX.Element;
}

/**
 * The four states of something that is fetched: on its way, here, failed, and waiting for a network. What was here
 * before stays when a later fetch fails, with a word about it.
 */
export function Loaded<Data>(props: LoadedProps<Data>): JSX.Element {
  // Reading `data` of a query that has none would suspend the whole page.
  const data = () => (props.query.isPending ? undefined : props.query.data);
  // A query that is tried again counts as pending; what is on the screen stays until it is known to be better.
  const failure = createMemo<{ readonly error: unknown } | undefined>((before) => {
    if (props.query.isError) return { error: props.query.error };
    return props.query.isPending && props.query.isFetching ? before : undefined;
  });
  return (
    <Switch>
      <Match when={data()}>
        {(value) => (
          <>
            <Show when={props.query.isError && props.query.isFetchNextPageError !== true}>
              <Notice
                tone="warning"
                class="m-3"
                action={
                  <Button size="small" pending={props.query.isFetching} onClick={() => void props.query.refetch()}>
                    Try again
                  </Button>
                }
              >
                This may be out of date. {sentenceFor(props.query.error)}
              </Notice>
            </Show>
            {props.children(value)}
          </>
        )}
      </Match>
      <Match when={props.query.isPending && props.query.fetchStatus === "paused"}>
        <EmptyState icon={OfflineIcon} title="You are offline">
          This will load as soon as there is a connection.
        </EmptyState>
      </Match>
      <Match when={failure()}>
        {(failed) => (
          <ErrorState
            error={failed().error}
            retrying={props.query.isFetching}
            onRetry={() => void props.query.refetch()}
          />
        )}
      </Match>
      <Match when={props.query.isPending}>{props.loading ?? <SkeletonRows />}</Match>
    </Switch>
  );
}
