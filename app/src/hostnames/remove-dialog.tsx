import { createEffect, Match, on, Show, Switch, type JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { hasCode } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { Hostname } from "../api.gen/types.gen.ts";
import { useRemoveHostname } from "./queries.ts";
import { removalRefusal } from "./refusal.ts";

/** Asks before people can no longer come in by a name. */
export function RemoveDialog(props: {
  readonly open: boolean;
  readonly hostname: Hostname;
  readonly onClose: () => void;
  readonly onRemoved: () => void;
}): JSX.Element {
  const remove = useRemoveHostname();
  const isHere = () => window.location.hostname === props.hostname.hostname;

  createEffect(
    on(
      () => props.open,
      () => remove.reset(),
    ),
  );

  const confirm = async () => {
    const { displayHostname } = props.hostname;
    try {
      await remove.mutateAsync(props.hostname);
    } catch (error) {
      if (!hasCode(error, "NOT_FOUND")) return;
    }
    props.onClose();
    toast(`${displayHostname} is removed.`);
    props.onRemoved();
  };

  return (
    <ConfirmDialog
      open={props.open}
      onOpenChange={(open) => open || props.onClose()}
      title={`Remove ${props.hostname.displayHostname}?`}
      description={
        <Switch
          fallback={
            <>
              <p>
                Nobody can open it any more, and everybody who is signed in there is signed out at once.{" "}
                <Show when={isHere()}>You are there right now, so that includes you.</Show>
              </p>
              <p>
                The name stays reserved for this organization for 7 days: you can add it again, nobody else can. Delete
                its records in the DNS too.
              </p>
            </>
          }
        >
          <Match when={props.hostname.lifecycleStatus === "awaiting_txt"}>
            <p>
              It was never in use, so nobody notices. Nothing is reserved: nobody has shown that the name is theirs, and
              whoever does may have it.
            </p>
          </Match>
          <Match when={props.hostname.lifecycleStatus !== "active"}>
            <p>Nobody can open it at the moment, so nobody notices.</p>
            <p>
              The name stays reserved for this organization for 7 days: you can add it again, nobody else can. Delete
              its records in the DNS too.
            </p>
          </Match>
        </Switch>
      }
      confirmLabel="Remove"
      danger
      pending={remove.isPending}
      error={remove.isError ? removalRefusal(remove.error) : undefined}
      onConfirm={() => void confirm()}
    />
  );
}
