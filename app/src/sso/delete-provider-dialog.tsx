import { useNavigate } from "@tanstack/solid-router";
import { createEffect, on, type JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { enforcedRefusal } from "./enforced-refusal.ts";
import { useDeleteProvider } from "./queries.ts";

export function DeleteProviderDialog(props: {
  readonly open: boolean;
  readonly provider: SsoProvider;
  readonly onClose: () => void;
}): JSX.Element {
  const navigate = useNavigate();
  const remove = useDeleteProvider();

  createEffect(
    on(
      () => props.open,
      () => remove.reset(),
    ),
  );

  const may = useMay();

  const confirm = async () => {
    const { provider } = props;
    try {
      await remove.mutateAsync(provider);
    } catch (error) {
      if (!hasCode(error, "NOT_FOUND")) return;
    }
    props.onClose();
    await navigate({ to: "/sso" });
    toast(`${provider.label} is deleted.`);
  };

  return (
    <ConfirmDialog
      open={props.open}
      onOpenChange={(open) => open || props.onClose()}
      title={`Delete ${props.provider.label}?`}
      description={
        <>
          <p>Nobody can sign in through it any more. Its client secret is destroyed, and its domains become free.</p>
          <p>People stay members, and their open sessions stay open. What happened stays in the history.</p>
        </>
      }
      confirmLabel="Delete"
      danger
      pending={remove.isPending}
      error={remove.isError ? explain(remove.error, may("sso:confirm")) : undefined}
      onConfirm={() => void confirm()}
    />
  );
}

function explain(error: unknown, mayConfirm: boolean): string {
  if (hasCode(error, "SSO_ENFORCED")) {
    return enforcedRefusal(mayConfirm, "nobody could sign in without this provider. Let passwords in first.");
  }
  if (hasCode(error, "PRECONDITION_FAILED")) {
    return "Somebody has changed the provider in the meantime. Look at it again before you delete it.";
  }
  return sentenceFor(error);
}
