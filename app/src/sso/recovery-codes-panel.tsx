import { useQuery } from "@tanstack/solid-query";
import { createSignal, For, Show, type JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { KeyIcon, TrashIcon } from "../../../ui/icons.tsx";
import { Loaded } from "../../../ui/loaded.tsx";
import { Avatar } from "../../../ui/monogram.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { RelativeTime } from "../../../ui/relative-time.tsx";
import { toast } from "../../../ui/toast.ts";
import type { RecoveryCode } from "../api.gen/types.gen.ts";
import { useMay, useMe } from "../session/me.tsx";
import { recoveryCodesQuery, useDeleteRecoveryCode } from "./enforcement-queries.ts";
import { RecoveryCodeDialog } from "./recovery-code-dialog.tsx";

/** The way in that is left to owners when no provider answers: who has one, and one's own. */
export function RecoveryCodesPanel(): JSX.Element {
  const me = useMe();
  const may = useMay();
  const query = useQuery(() => recoveryCodesQuery);
  const [making, setMaking] = createSignal(false);
  const [deleting, setDeleting] = createSignal<RecoveryCode | null>(null);
  const codes = () => (query.isPending ? [] : (query.data?.items ?? []));
  const mine = () => codes().find(({ userId, usedAt }) => userId === me().user.id && usedAt === null);
  return (
    <Panel
      title="Recovery codes"
      description="How an owner gets in when the identity provider fails: once, for an hour at most, and all owners are told."
      actions={
        <Show when={may("recovery-codes:manage")}>
          <Button icon={KeyIcon} onClick={() => setMaking(true)}>
            {mine() === undefined ? "Make a code" : "Make a new code"}
          </Button>
        </Show>
      }
      flush
    >
      <Loaded query={query}>
        {(data) => (
          <Show
            when={data().items.length > 0}
            fallback={
              <p class="px-4 py-5 text-base text-muted md:px-5">
                No owner has a recovery code.{" "}
                {may("recovery-codes:manage")
                  ? "Make one before you require single sign-on."
                  : "Ask an owner to make one."}
              </p>
            }
          >
            <ul class="divide-y divide-line">
              <For each={data().items}>
                {(code) => (
                  <li class="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3.5 md:px-5">
                    <Avatar name={code.name} class="size-9" />
                    <div class="min-w-0 flex-1">
                      <p class="truncate font-medium text-ink">
                        {code.name}
                        <Show when={code.userId === me().user.id}>
                          <span class="ml-1.5 font-normal text-muted">(you)</span>
                        </Show>
                      </p>
                      <p class="truncate text-sm text-muted">
                        <Show
                          when={code.usedAt}
                          fallback={
                            <>
                              Made <RelativeTime at={code.createdAt} />
                            </>
                          }
                        >
                          {(at) => (
                            <>
                              Used <RelativeTime at={at()} />
                            </>
                          )}
                        </Show>
                      </p>
                    </div>
                    <Badge tone={code.usedAt === null ? "success" : "neutral"}>
                      {code.usedAt === null ? "Ready" : "Used up"}
                    </Badge>
                    <Show when={may("recovery-codes:manage")}>
                      <Button
                        size="small"
                        variant="quiet"
                        icon={TrashIcon}
                        aria-label={`Delete the recovery code of ${code.name}`}
                        onClick={() => setDeleting(code)}
                      >
                        Delete
                      </Button>
                    </Show>
                  </li>
                )}
              </For>
            </ul>
          </Show>
        )}
      </Loaded>
      <RecoveryCodeDialog open={making()} replaces={mine() !== undefined} onClose={() => setMaking(false)} />
      <DeleteCodeDialog code={deleting()} onClose={() => setDeleting(null)} />
    </Panel>
  );
}

function DeleteCodeDialog(props: { readonly code: RecoveryCode | null; readonly onClose: () => void }): JSX.Element {
  const remove = useDeleteRecoveryCode();
  const close = () => {
    remove.reset();
    props.onClose();
  };
  const confirm = async () => {
    const { code } = props;
    if (code === null) return;
    try {
      await remove.mutateAsync(code.userId);
    } catch (error) {
      if (!hasCode(error, "NOT_FOUND")) return;
    }
    toast("The recovery code is deleted.");
    close();
  };
  return (
    <ConfirmDialog
      open={props.code !== null}
      onOpenChange={(open) => open || close()}
      title="Delete this recovery code?"
      description={`${props.code?.name ?? ""} can no longer get in by it. Nobody can bring it back; a new one can be made.`}
      confirmLabel="Delete"
      danger
      pending={remove.isPending}
      error={remove.isError ? sentenceFor(remove.error) : undefined}
      onConfirm={() => void confirm()}
    />
  );
}
