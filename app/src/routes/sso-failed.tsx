import { createFileRoute, Link } from "@tanstack/solid-router";
import { Show, type JSX } from "solid-js";
import { buttonClass } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { Entrance } from "../../../ui/entrance.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { knownReason, refusalWords } from "../sign-on/refusal-words.ts";
import { PlaceMark, usePlaceName } from "../tenancy/place-mark.tsx";

interface FailedSearch {
  readonly reason?: string | undefined;
  readonly request?: string | undefined;
}

export const Route = createFileRoute("/sso-failed")({
  // Anyone may have written the address: only what we would write is read. Both are named even when there is none,
  // because the router would keep what the address says.
  validateSearch: (search: Record<string, unknown>): FailedSearch => {
    const { reason, request } = search;
    return {
      reason: typeof reason === "string" ? knownReason(reason) : undefined,
      request: typeof request === "string" && /^req_[0-9a-z]{1,40}$/.test(request) ? request : undefined,
    };
  },
  component: SignOnFailed,
});

/** Whom a provider sent, and who was not let in: why, and what to ask for. */
function SignOnFailed(): JSX.Element {
  const search = Route.useSearch();
  const name = usePlaceName();
  const words = () => refusalWords(search().reason);
  const evidence = () =>
    [
      search().reason === undefined ? "" : `Reason: ${search().reason}`,
      search().request === undefined ? "" : `Request: ${search().request}`,
    ].filter((line) => line !== "");

  return (
    <Entrance mark={<PlaceMark />} name={name()} title={words().title} description={words().text}>
      <Show when={words().ask}>
        {(ask) => (
          <Notice tone="info" title="What to do">
            {ask()}
          </Notice>
        )}
      </Show>
      <Show when={evidence().length > 0}>
        <div class="flex items-start justify-between gap-3 rounded-md border border-line px-3.5 py-2.5">
          <div class="min-w-0">
            <p class="text-sm text-muted">For your administrator</p>
            <p class="font-mono text-xs leading-5 break-all whitespace-pre-line text-ink">{evidence().join("\n")}</p>
          </div>
          <CopyButton text={evidence().join("\n")} label="Copy for your administrator" />
        </div>
      </Show>
      <Link to="/login" class={`${buttonClass("primary", "large")} justify-self-start`}>
        Try again
      </Link>
    </Entrance>
  );
}
