import type { JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { OperatorAct } from "./operator-table.tsx";
import { useDeactivateOperator } from "./queries.ts";

export function DeactivateDialog(props: {
  readonly act: OperatorAct | null;
  readonly onClose: () => void;
}): JSX.Element {
  const deactivation = useDeactivateOperator();
  const operator = () => (props.act?.kind === "deactivate" ? props.act.operator : null);
  const close = () => {
    props.onClose();
    deactivation.reset();
  };
  return (
    <ConfirmDialog
      open={operator() !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={`Deactivate ${operator()?.name ?? operator()?.email ?? ""}?`}
      description="They are refused from their next request on. What they did stays in the audit log. They can be enrolled again later."
      confirmLabel="Deactivate"
      danger
      pending={deactivation.isPending}
      error={deactivation.isError ? sentenceFor(deactivation.error) : undefined}
      onConfirm={() => {
        const target = operator();
        if (target === null) return;
        deactivation.mutate(target.id, {
          onSuccess: () => {
            close();
            toast(`${target.name ?? target.email} is deactivated.`);
          },
        });
      }}
    />
  );
}
