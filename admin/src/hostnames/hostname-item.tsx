import { createMemo, createSignal, For, Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { Disclosure } from "../../../ui/disclosure.tsx";
import { RefreshIcon, TrashIcon } from "../../../ui/icons.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { toast } from "../../../ui/toast.ts";
import type { TenantHostname } from "../api.gen/types.gen.ts";
import { useMay } from "../operators/present-operator.tsx";
import { HostnameFacts } from "./hostname-facts.tsx";
import { useCheckHostname } from "./queries.ts";
import { RemoveHostnameDialog } from "./remove-hostname-dialog.tsx";
import { isHeld, isTroubled, states } from "./state.ts";

/** One hostname of a tenant, with what an operator may do about it. */
export function HostnameItem(props: { readonly tenantId: string; readonly hostname: TenantHostname }): JSX.Element {
  const may = useMay();
  const check = useCheckHostname(() => props.tenantId);
  const [removing, setRemoving] = createSignal(false);
  const state = () => states[props.hostname.lifecycleStatus];
  // Remembered: read again and no other, it leaves alone what somebody has opened or closed.
  const isOpen = createMemo(() => isHeld(props.hostname) && isTroubled(props.hostname));
  const look = () =>
    check.mutate(props.hostname.id, {
      onSuccess: (seen) => toast(`${seen.displayHostname}: ${states[seen.lifecycleStatus].label}.`),
    });
  return (
    <li class="grid gap-3 px-4 py-4 md:px-5">
      <div class="flex flex-wrap items-start justify-between gap-x-4 gap-y-2">
        <div class="min-w-0">
          <h3 class="flex flex-wrap items-center gap-x-2 gap-y-1 text-base font-medium text-ink">
            <span class="min-w-0 break-all" classList={{ "text-muted line-through": !isHeld(props.hostname) }}>
              {props.hostname.displayHostname}
            </span>
            <Badge tone={state().tone}>{state().label}</Badge>
            <Show when={props.hostname.isPrimary}>
              <Badge tone="brand">Primary</Badge>
            </Show>
          </h3>
          <Show when={props.hostname.displayHostname !== props.hostname.hostname}>
            <p class="font-mono text-xs break-all text-muted">{props.hostname.hostname}</p>
          </Show>
          <p class="text-sm text-muted">
            since <RelativeTime at={props.hostname.stateSince} />
            <Show when={props.hostname.reservedUntil}>
              {(until) => (
                <>
                  , kept from others until <RelativeTime at={until()} />
                </>
              )}
            </Show>
          </p>
        </div>
        <Show when={isHeld(props.hostname)}>
          <div class="flex flex-wrap gap-2">
            <Show when={may("hostnames:check")}>
              <Button
                size="small"
                icon={RefreshIcon}
                pending={check.isPending}
                aria-label={`Check ${props.hostname.displayHostname} again`}
                onClick={look}
              >
                Check again
              </Button>
            </Show>
            <Show when={may("hostnames:remove")}>
              <Button
                size="small"
                variant="danger-quiet"
                icon={TrashIcon}
                aria-label={`Remove ${props.hostname.displayHostname}…`}
                onClick={() => setRemoving(true)}
              >
                Remove…
              </Button>
            </Show>
          </div>
        </Show>
      </div>
      <Show when={check.isError}>
        <Notice tone="danger" announce>
          {sentenceFor(check.error)}
        </Notice>
      </Show>
      <Show when={props.hostname.errors.length > 0 && isHeld(props.hostname)}>
        <ul class="grid gap-1 border-l-2 border-warning-ink pl-3 text-sm text-ink" aria-label="What is wrong">
          <For each={props.hostname.errors}>
            {(error) => (
              <li class="break-words">
                <Message text={error.message} />
              </li>
            )}
          </For>
        </ul>
      </Show>
      <Disclosure title="What is known of it" open={isOpen()}>
        <HostnameFacts hostname={props.hostname} />
      </Disclosure>
      <RemoveHostnameDialog
        tenantId={props.tenantId}
        hostname={props.hostname}
        open={removing()}
        onOpenChange={setRemoving}
      />
    </li>
  );
}

/** What the API says, with what it quotes between backticks set apart. */
function Message(props: { readonly text: string }): JSX.Element {
  return (
    <For each={props.text.split("`")}>
      {(part, place) => (
        <Show when={place() % 2 === 1} fallback={part}>
          <code class="font-mono text-xs break-all">{part}</code>
        </Show>
      )}
    </For>
  );
}
