import { Show, type JSX } from "solid-js";
import { toast } from "../../../ui/toast.ts";
import type { TenantHostname } from "../api.gen/types.gen.ts";
import { ReasonDialog } from "../tenants/reason-dialog.tsx";
import { useRemoveHostname } from "./queries.ts";

/** Takes a hostname away from its tenant. */
export function RemoveHostnameDialog(props: {
  readonly tenantId: string;
  readonly hostname: TenantHostname;
  readonly open: boolean;
  readonly onOpenChange: (open: boolean) => void;
}): JSX.Element {
  const removal = useRemoveHostname(
    () => props.tenantId,
    () => props.hostname,
  );
  return (
    <ReasonDialog
      open={props.open}
      onOpenChange={(open) => props.onOpenChange(open)}
      title={`Remove ${props.hostname.displayHostname}?`}
      description={
        <>
          <p>
            {props.hostname.lifecycleStatus === "active"
              ? "It stops being served at once, and the sessions that were begun there end. The tenant's other addresses go on working."
              : "The tenant will not be served there. Its other addresses go on working."}
          </p>
          <Show when={props.hostname.isPrimary}>
            <p class="mt-2">It is the primary host: mails lead to the tenant's standard address from now on.</p>
          </Show>
          <p class="mt-2">
            {props.hostname.provenAt === null
              ? "Nobody has shown its record, so anybody can add the name again."
              : "The name stays reserved for this tenant for 7 days. After that, anybody who shows its record can have it."}
          </p>
        </>
      }
      hint="Kept in the audit log, the tenant's too."
      confirmLabel="Remove"
      act={removal}
      onDone={() => toast(`${props.hostname.displayHostname} is removed.`)}
    />
  );
}
