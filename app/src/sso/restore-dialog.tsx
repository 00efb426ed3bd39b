import { createEffect, on, Show, type JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { SsoProvider, SsoRevision } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { enforcedRefusal } from "./enforced-refusal.ts";
import { useRestoreProvider } from "./queries.ts";
import { changesTo } from "./restore-changes.ts";
import { Changes } from "./revision-row.tsx";

/** Asks before an earlier version becomes the newest, with all that it changes of what is now. */
export function RestoreDialog(props: {
  /** Null where the version is the last of a provider that was deleted. */
  readonly provider: SsoProvider | null;
  readonly revision: SsoRevision | null;
  readonly onClose: () => void;
}): JSX.Element {
  const may = useMay();
  const restore = useRestoreProvider();
  const label = () => {
    const name = props.revision?.document["label"];
    return typeof name === "string" ? name : "this provider";
  };
  const changes = () => {
    const { provider, revision } = props;
    return provider === null || revision === null ? {} : changesTo(provider, revision.document);
  };

  createEffect(
    on(
      () => props.revision,
      () => restore.reset(),
    ),
  );

  const confirm = async () => {
    const { provider, revision } = props;
    if (revision === null) return;
    const { subject, version } = revision;
    try {
      await restore.mutateAsync({ current: provider ?? { id: subject, version }, version });
    } catch {
      return;
    }
    toast(provider === null ? `${label()} is back.` : `Version ${version} is restored.`);
    props.onClose();
  };

  return (
    <ConfirmDialog
      open={props.revision !== null}
      onOpenChange={(open) => open || props.onClose()}
      title={props.provider === null ? `Bring ${label()} back?` : `Restore version ${props.revision?.version ?? ""}?`}
      description={
        <Show
          when={props.provider !== null}
          fallback={
            <p>
              It comes back as it was, but switched off if it needs a client secret: that was destroyed with it, and has
              to be entered again. Its domains have to be verified again, too.
            </p>
          }
        >
          <p>
            It becomes the newest version. The client secret stays the one that is kept now, as earlier ones are not
            kept; if it was meant for another issuer, it is dropped, and the provider is switched off. Domains that come
            back have to be verified again.
          </p>
        </Show>
      }
      confirmLabel={props.provider === null ? "Bring it back" : "Restore"}
      pending={restore.isPending}
      error={restore.isError ? explain(restore.error, may("sso:confirm")) : undefined}
      onConfirm={() => void confirm()}
    >
      <Show when={props.provider !== null}>
        <Show
          when={Object.keys(changes()).length > 0}
          fallback={<p class="text-base text-muted">Nothing is different from what is now.</p>}
        >
          <div class="max-h-80 overflow-y-auto">
            <Changes revision={{ changes: changes(), keyChanged: false, act: "restored" }} />
          </div>
        </Show>
      </Show>
    </ConfirmDialog>
  );
}

function explain(error: unknown, mayConfirm: boolean): string {
  if (hasCode(error, "PRECONDITION_FAILED")) {
    return "Somebody else has changed the provider in the meantime. What you see now is how it is: decide again.";
  }
  if (hasCode(error, "SSO_ENFORCED")) {
    return enforcedRefusal(mayConfirm, "nobody could sign in with that version.");
  }
  if (hasCode(error, "DOMAIN_IN_USE"))
    return "Another provider of this organization has one of that version's domains.";
  return sentenceFor(error);
}
