import { Show, type JSX } from "solid-js";
import { Button } from "./button.tsx";
import { sentenceFor } from "./problem.ts";

/** What is needed of an infinite query: TanStack's result fits. */
interface PagedQuery {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly error: unknown;
  readonly fetchNextPage: () => unknown;
}

/** The foot of a list that goes on. */
export function LoadMore(props: { readonly query: PagedQuery; readonly label: string }): JSX.Element {
  return (
    <Show when={props.query.hasNextPage}>
      <div class="grid justify-items-center gap-2 border-t border-line p-3">
        <Show when={props.query.isFetchNextPageError}>
          <p role="alert" class="text-sm text-danger-ink">
            {sentenceFor(props.query.error)}
          </p>
        </Show>
        <Button
          variant="quiet"
          pending={props.query.isFetchingNextPage}
          onClick={() => void props.query.fetchNextPage()}
        >
          {props.label}
        </Button>
      </div>
    </Show>
  );
}
