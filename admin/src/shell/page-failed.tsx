import type { JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { RefreshIcon } from "../../../ui/icons.tsx";
import { PageHeader } from "../../../ui/page-header.tsx";

/** When a page cannot be drawn: a fault of ours, or its file is gone because a newer console has been published. */
export function PageFailed(props: { readonly error: unknown }): JSX.Element {
  return (
    <div role="alert" class="max-w-2xl">
      <PageHeader
        title="This page could not be shown"
        description="The console may have been updated since you opened it. Reloading fetches the newest one."
      />
      <Button variant="primary" icon={RefreshIcon} onClick={() => location.reload()}>
        Reload the console
      </Button>
      <p class="mt-6 font-mono text-2xs break-words text-faint">{String(props.error)}</p>
    </div>
  );
}
