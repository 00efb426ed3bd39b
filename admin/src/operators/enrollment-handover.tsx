import { onMount, Show, type JSX } from "solid-js";
import { Button } from "../../../ui/button.tsx";
import { CopyButton } from "../../../ui/copy-button.tsx";
import { absoluteTime } from "../../../ui/moment.ts";
import { Notice } from "../../../ui/notice.tsx";
import type { EnrollmentIssued } from "../api.gen/types.gen.ts";

export type Handover = EnrollmentIssued & { readonly email: string };

/** The one time an enrollment link is in sight. */
export function EnrollmentHandover(props: { readonly handover: Handover; readonly onDone: () => void }): JSX.Element {
  let heading: HTMLHeadingElement | undefined;
  // It appears above the list, while the focus is on its way back from a dialog.
  onMount(() => setTimeout(() => heading?.focus(), 50));
  return (
    <section
      aria-labelledby="handover"
      class="mb-5 rounded-lg border border-line-strong bg-surface p-4 shadow-card md:p-5"
    >
      <h2
        id="handover"
        ref={(element) => (heading = element)}
        tabindex="-1"
        class="text-base font-semibold text-ink outline-none"
      >
        Enrollment link for {props.handover.email}
      </h2>
      <p class="mt-1 max-w-2xl text-sm text-muted">
        It works once, until {absoluteTime(new Date(props.handover.expiresAt).getTime())}, and only for this address.
        Copy it now if you need it: it is not shown again.
      </p>
      <div class="mt-4 flex items-center gap-1 rounded-md bg-sunken py-1 pr-1 pl-3">
        <code class="min-w-0 flex-1 font-mono text-xs break-all text-ink select-all">
          {props.handover.enrollmentUrl}
        </code>
        <CopyButton text={props.handover.enrollmentUrl} label="Copy the enrollment link" />
      </div>
      <Show
        when={props.handover.mailed}
        fallback={
          <Notice tone="warning" class="mt-3">
            It could not be mailed. Hand it over yourself, in a way that only they can read.
          </Notice>
        }
      >
        <Notice tone="success" class="mt-3">
          It was also mailed to {props.handover.email}.
        </Notice>
      </Show>
      <div class="mt-4">
        <Button onClick={() => props.onDone()}>Done</Button>
      </div>
    </section>
  );
}
