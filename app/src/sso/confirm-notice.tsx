import { Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { Notice } from "../../../ui/notice.tsx";
import { hasCode, sentenceFor } from "../../../ui/problem.ts";
import { toast } from "../../../ui/toast.ts";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { useMay } from "../session/me.tsx";
import { useConfirmProvider } from "./queries.ts";

/** An admin has changed the provider last: an owner looks at it, and says that owners may come in by it. */
export function ConfirmNotice(props: { readonly provider: SsoProvider }): JSX.Element {
  const may = useMay();
  const confirm = useConfirmProvider();

  const act = async () => {
    try {
      await confirm.mutateAsync(props.provider);
    } catch {
      return;
    }
    toast(`${props.provider.label} is confirmed: owners can sign in through it.`);
  };

  return (
    <Show when={props.provider.authority !== "owner"}>
      <Notice
        tone="warning"
        title="Owners cannot sign in through it"
        action={
          <Show when={may("sso:confirm")}>
            <Button pending={confirm.isPending} onClick={() => void act()}>
              Confirm
            </Button>
          </Show>
        }
      >
        <p>
          An admin has changed it since an owner last looked at it, and whoever sets up an identity provider could come
          in as anybody.{" "}
          {may("sso:confirm")
            ? "Look at the settings and the history below, then confirm them."
            : "An owner has to look at the settings and confirm them."}
        </p>
        <Show when={confirm.isError}>
          <p role="alert" class="mt-1.5 font-medium text-danger-ink">
            {hasCode(confirm.error, "PRECONDITION_FAILED")
              ? "Somebody has changed the provider in the meantime. Look at it again before you confirm."
              : sentenceFor(confirm.error)}
          </p>
        </Show>
      </Notice>
    </Show>
  );
}
