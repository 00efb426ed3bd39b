import { createMemo, For, type JSX } from "solid-js";
import type { AuditLog } from "../api.gen/types.gen.ts";

/** Everything an entry says, as it stands in the log. */
export function AuditDetails(props: { readonly log: AuditLog }): JSX.Element {
  const rows = createMemo((): readonly (readonly [string, string])[] => {
    const { event, actor, target, at, requestId, address, userAgent, data } = props.log;
    const all: readonly (readonly [string, string | null])[] = [
      ["Event", event],
      ["Time", at],
      ["Actor", actor.id === null ? actor.type : `${actor.type} ${actor.id}`],
      ["Target", target === null ? null : `${target.type} ${target.id}`],
      ["Request", requestId],
      ["Address", address],
      ["Browser", userAgent],
      ["Data", Object.keys(data).length > 0 ? JSON.stringify(data) : null],
    ];
    return all.flatMap(([name, value]) => (value === null ? [] : [[name, value] as const]));
  });
  return (
    <dl class="mt-2.5 grid gap-x-4 gap-y-1 rounded-md bg-sunken p-3 text-xs sm:grid-cols-[4.5rem_minmax(0,1fr)]">
      <For each={rows()}>
        {([name, value]) => (
          <>
            <dt class="text-muted">{name}</dt>
            <dd class="font-mono break-words text-ink max-sm:mb-1">{value}</dd>
          </>
        )}
      </For>
    </dl>
  );
}
