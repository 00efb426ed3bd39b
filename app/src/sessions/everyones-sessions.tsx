import { useRouteContext } from "@tanstack/solid-router";
import { createSignal, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { ConfirmDialog } from "../../../ui/confirm-dialog.tsx";
import { Panel } from "../../../ui/panel.tsx";
import { sentenceFor } from "../../../ui/problem.ts";
import { useMe } from "../session/me.tsx";
import { useEndEverySession } from "./queries.ts";

/** For owners: the emergency switch. */
export function EveryonesSessions(): JSX.Element {
  const me = useMe();
  const { departure } = useRouteContext({ from: "__root__" })();
  const end = useEndEverySession();
  const [asking, setAsking] = createSignal(false);

  const confirm = async () => {
    try {
      await end.mutateAsync();
    } catch {
      return;
    }
    setAsking(false);
    // The live connection says so too, if it is there.
    departure.leave("everyone-ended");
  };

  return (
    <>
      <Panel
        title="Everyone's sessions"
        description="If an account may be in the wrong hands, end everything and have everyone sign in again."
        actions={
          <Button
            variant="secondary"
            onClick={() => {
              end.reset();
              setAsking(true);
            }}
          >
            End everyone's sessions…
          </Button>
        }
      />
      <ConfirmDialog
        open={asking()}
        onOpenChange={setAsking}
        title={`End every session of ${me().organization.name}?`}
        description="Everyone is signed out at once, you included, and every token that services hold stops being accepted. No accounts or passwords are lost."
        confirmLabel="End every session"
        danger
        pending={end.isPending}
        error={end.isError ? sentenceFor(end.error) : undefined}
        onConfirm={() => void confirm()}
      />
    </>
  );
}
