import type { JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { usePageTitle } from "../../../ui/page-title.ts";
import { LonePage } from "./lone-page.tsx";

/** When a page cannot be drawn: a fault of ours, or its file is gone because a newer console has been published. */
export function PageFailed(props: { readonly error: unknown }): JSX.Element {
  usePageTitle(() => "Something went wrong");
  return (
    <LonePage title="Something went wrong">
      <p>This page could not be shown. Nothing you did before is lost.</p>
      <p class="font-mono text-xs text-faint">{String(props.error)}</p>
      <div>
        <Button variant="primary" onClick={() => location.reload()}>
          Reload the console
        </Button>
      </div>
    </LonePage>
  );
}
