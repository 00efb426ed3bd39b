import type { JSX } from "solid-js";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import type { Handover } from "./enrollment-handover.tsx";
import type { OperatorAct } from "./operator-table.tsx";
import { useReissueEnrollment } from "./queries.ts";

export function ReissueDialog(props: {
  readonly act: OperatorAct | null;
  readonly onClose: () => void;
  readonly onIssued: (handover: Handover) => void;
}): JSX.Element {
  const reissue = useReissueEnrollment();
  const operator = () => (props.act?.kind === "reissue" ? props.act.operator : null);
  const close = () => {
    props.onClose();
    reissue.reset();
  };
  return (
    <ConfirmDialog
      open={operator() !== null}
      onOpenChange={(open) => {
        if (!open) close();
      }}
      title={`New enrollment link for ${operator()?.name ?? operator()?.email ?? ""}?`}
      description={
        operator()?.status === "deactivated"
          ? "Whoever uses the link with this address becomes an operator again, with the same role."
          : "The link they have now stops working."
      }
      confirmLabel="Issue a new link"
      pending={reissue.isPending}
      error={reissue.isError ? sentenceFor(reissue.error) : undefined}
      onConfirm={() => {
        const target = operator();
        if (target === null) return;
        reissue.mutate(target.id, {
          onSuccess: (issued) => {
            close();
            props.onIssued({ ...issued, email: target.email });
          },
        });
      }}
    />
  );
}
