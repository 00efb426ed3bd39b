import { Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";

/** What is needed of a list that comes in pages. */
interface PagedQuery {
  readonly hasNextPage: boolean;
  readonly isFetchingNextPage: boolean;
  readonly isFetchNextPageError: boolean;
  readonly fetchNextPage: () => unknown;
}

/** The end of a list that goes on. */
export function LoadMore(props: { readonly query: PagedQuery; readonly label: string }): JSX.Element {
  return (
    <Show when={props.query.hasNextPage}>
      <div class="flex flex-wrap items-center justify-center gap-3 border-t border-line p-3">
        <Show when={props.query.isFetchNextPageError}>
          <p role="alert" class="text-sm text-danger-ink">
            The rest could not be loaded.
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
