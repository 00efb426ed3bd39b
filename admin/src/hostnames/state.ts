import type { BadgeTone } from "../../../ui/badge.tsx";
import type { TenantHostname } from "../api.gen/types.gen.ts";

type State = TenantHostname["lifecycleStatus"];

/** A hostname's state in a word, and how much it should catch the eye. */
export const states: Readonly<Record<State, { readonly label: string; readonly tone: BadgeTone }>> = {
  awaiting_txt: { label: "Waits for its record", tone: "neutral" },
  pending_cloudflare: { label: "Pending at Cloudflare", tone: "info" },
  active: { label: "Active", tone: "success" },
  error: { label: "Error", tone: "danger" },
  moved: { label: "Moved away", tone: "warning" },
  deleted: { label: "Removed", tone: "neutral" },
  released: { label: "Released", tone: "neutral" },
};

/** Whether there is something left to look at: what was removed, nobody needs to look at again. */
export function isHeld({ lifecycleStatus }: Pick<TenantHostname, "lifecycleStatus">): boolean {
  return lifecycleStatus !== "deleted" && lifecycleStatus !== "released";
}

/** Whether somebody should look into it. */
export function isTroubled({ lifecycleStatus, errors }: Pick<TenantHostname, "lifecycleStatus" | "errors">): boolean {
  return lifecycleStatus === "error" || lifecycleStatus === "moved" || errors.length > 0;
}

/** Those that want attention come first, those that are gone last; otherwise as they came. */
export function byUrgency<One extends Pick<TenantHostname, "lifecycleStatus" | "errors">>(
  hostnames: readonly One[],
): One[] {
  const urgency = (one: One) => (!isHeld(one) ? 2 : isTroubled(one) ? 0 : 1);
  return hostnames.toSorted((one, other) => urgency(one) - urgency(other));
}
