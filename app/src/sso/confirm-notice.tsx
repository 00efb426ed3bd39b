import { useQuery } from "@tanstack/solid-query";
import { For, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { Skeleton } from "../../../ui/skeleton.tsx";
import { toast } from "../../../ui/toast.ts";
import type { SsoProvider, SsoRevision } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { unconfirmedQuery, useConfirmProvider } from "./queries.ts";
import { Changes, RevisionHead, saysSomething } from "./revision-row.tsx";
import { toldChanges } from "./unconfirmed.ts";

/**
 * An admin has changed what a provider is trusted by: an owner sees all that has changed since owners trusted it, and
 * says that they may come in by it. Whoever is no owner sees what waits for one.
 */
export function ConfirmNotice(props: { readonly provider: SsoProvider }): JSX.Element {
  return (
    <Show when={props.provider.authority !== "owner"}>
      <Waiting provider={props.provider} />
    </Show>
  );
}

function Waiting(props: { readonly provider: SsoProvider }): JSX.Element {
  const may = useMay();
  const query = useQuery(() => unconfirmedQuery(props.provider));
  const confirm = useConfirmProvider();

  const act = async () => {
    try {
      await confirm.mutateAsync(props.provider);
    } catch {
      return;
    }
    toast(`${props.provider.label} is confirmed: owners can sign in through it.`);
  };

  return (
    <Notice tone="warning" title="Owners cannot sign in through it">
      <div class="grid gap-3">
        <p>
          An admin has set up or changed how it is reached, its domains or whom it lets in, and whoever does that could
          come in as anybody.{" "}
          {may("sso:confirm")
            ? "Read what has changed since an owner last answered for it, and confirm it if it is right."
            : "An owner has to read what has changed since an owner last answered for it, and confirm it on this page. Its name, or whether it is switched on, takes no confirmation."}
        </p>
        <Loaded query={query} loading={<Skeleton class="h-20" />}>
          {(revisions) => (
            <>
              {/* Reachable by the keyboard, which could not scroll it otherwise. */}
              <ol
                tabindex="0"
                aria-label="What has changed since"
                class="max-h-112 divide-y divide-line overflow-y-auto rounded-md border border-line-strong bg-raised"
              >
                <For each={revisions()}>
                  {(revision) => <Change revision={revision} isCurrent={revision.version === props.provider.version} />}
                </For>
              </ol>
              <Show when={may("sso:confirm")}>
                <Button class="justify-self-start" pending={confirm.isPending} onClick={() => void act()}>
                  Confirm
                </Button>
              </Show>
            </>
          )}
        </Loaded>
        <Show when={confirm.isError}>
          <p role="alert" class="font-medium text-danger-ink">
            {hasCode(confirm.error, "PRECONDITION_FAILED")
              ? "Somebody has changed the provider in the meantime. Look at it again before you confirm."
              : sentenceFor(confirm.error)}
          </p>
        </Show>
      </div>
    </Notice>
  );
}

function Change(props: { readonly revision: SsoRevision; readonly isCurrent: boolean }): JSX.Element {
  const told = () => ({ ...props.revision, changes: toldChanges(props.revision) });
  return (
    <li class="grid gap-2.5 px-3 py-3">
      <RevisionHead revision={props.revision} isCurrent={props.isCurrent} />
      <Show when={saysSomething(told())}>
        <Changes revision={told()} />
      </Show>
    </li>
  );
}
