import { createEffect, on, Show, type JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { SsoProvider, SsoRevision } from "../api.gen/types.gen.ts";
import { useRestoreProvider } from "./queries.ts";
import { changesTo } from "./restore-changes.ts";
import { Changes } from "./revision-row.tsx";

/** Asks before an earlier version becomes the newest, with all that it changes of what is now. */
export function RestoreDialog(props: {
  readonly provider: SsoProvider;
  readonly revision: SsoRevision | null;
  readonly onClose: () => void;
}): JSX.Element {
  const restore = useRestoreProvider();
  const changes = () => (props.revision === null ? {} : changesTo(props.provider, props.revision.document));

  createEffect(
    on(
      () => props.revision,
      () => restore.reset(),
    ),
  );

  const confirm = async () => {
    const { provider, revision } = props;
    if (revision === null) return;
    try {
      await restore.mutateAsync({ current: provider, version: revision.version });
    } catch {
      return;
    }
    toast(`Version ${revision.version} is restored.`);
    props.onClose();
  };

  return (
    <ConfirmDialog
      open={props.revision !== null}
      onOpenChange={(open) => open || props.onClose()}
      title={`Restore version ${props.revision?.version ?? ""}?`}
      description={
        <>
          <p>
            It becomes the newest version. The client secret stays the one that is kept now: earlier ones are not kept.
            Domains that come back with it have to be verified again.
          </p>
        </>
      }
      confirmLabel="Restore"
      pending={restore.isPending}
      error={restore.isError ? explain(restore.error) : undefined}
      onConfirm={() => void confirm()}
    >
      <Show
        when={Object.keys(changes()).length > 0}
        fallback={<p class="text-base text-muted">Nothing is different from what is now.</p>}
      >
        <div class="max-h-80 overflow-y-auto">
          <Changes revision={{ changes: changes(), keyChanged: false, act: "restored" }} />
        </div>
      </Show>
    </ConfirmDialog>
  );
}

function explain(error: unknown): string {
  if (hasCode(error, "PRECONDITION_FAILED")) {
    return "Somebody else has changed the provider in the meantime. What the restoring changes of it is shown above: decide again.";
  }
  if (hasCode(error, "SSO_ENFORCED")) {
    return "Single sign-on is required here, and nobody could sign in with that version.";
  }
  if (hasCode(error, "DOMAIN_IN_USE"))
    return "Another provider of this organization has one of that version's domains.";
  if (hasCode(error, "WRONG_STATE")) return "That version needs a client secret, and none is kept. Enter one first.";
  return sentenceFor(error);
}
