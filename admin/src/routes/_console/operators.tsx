import { useQuery } from "@tanstack/solid-query";
import { createFileRoute } from "@tanstack/solid-router";
import { createSignal, Show, type JSX } from "solid-js";
import { Button } from "../../../../ui/button.tsx";
import { PlusIcon } from "../../../../ui/icons.tsx";
import { Loaded } from "../../../../ui/loaded.tsx";
import { PageHeader } from "../../../../ui/page-header.tsx";
import { Panel } from "../../../../ui/panel.tsx";
import { DeactivateDialog } from "../../operators/deactivate-dialog.tsx";
import { EnrollmentHandover, type Handover } from "../../operators/enrollment-handover.tsx";
import { InviteOperatorDialog } from "../../operators/invite-operator-dialog.tsx";
import { OperatorTable, type OperatorAct } from "../../operators/operator-table.tsx";
import { useMay } from "../../operators/present-operator.tsx";
import { operatorsQuery } from "../../operators/queries.ts";
import { ReissueDialog } from "../../operators/reissue-dialog.tsx";

export const Route = createFileRoute("/_console/operators")({ component: OperatorsPage });

function OperatorsPage(): JSX.Element {
  const may = useMay();
  const operators = useQuery(() => operatorsQuery);
  const [inviting, setInviting] = createSignal(false);
  const [act, setAct] = createSignal<OperatorAct | null>(null);
  // Shown once and kept nowhere: leaving the page is the end of it.
  const [handover, setHandover] = createSignal<Handover>();

  return (
    <>
      <PageHeader
        title="Operators"
        description="Who may come into this console, and as what."
        actions={
          <Show when={may("global-admins:manage")}>
            <Button variant="primary" icon={PlusIcon} onClick={() => setInviting(true)}>
              Invite an operator
            </Button>
          </Show>
        }
      />
      <Show when={handover()} keyed>
        {(issued) => <EnrollmentHandover handover={issued} onDone={() => setHandover(undefined)} />}
      </Show>
      <Panel flush>
        <Loaded query={operators}>{(found) => <OperatorTable operators={found().items} onAct={setAct} />}</Loaded>
      </Panel>
      <InviteOperatorDialog open={inviting()} onOpenChange={setInviting} onIssued={setHandover} />
      <DeactivateDialog act={act()} onClose={() => setAct(null)} />
      <ReissueDialog act={act()} onClose={() => setAct(null)} onIssued={setHandover} />
    </>
  );
}
