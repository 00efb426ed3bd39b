import type { Hostname } from "../api.gen/types.gen.ts";
import type { BadgeTone } from "../../../ui/badge.tsx";
import { stepStates, type Standing } from "./progress.ts";

export const statusNames: Readonly<Record<Hostname["lifecycleStatus"], string>> = {
  awaiting_txt: "Not proven yet",
  pending_cloudflare: "Being set up",
  active: "Active",
  error: "Failed",
  moved: "Moved away",
  deleted: "Removed",
  released: "Removed",
};

export const statusTones: Readonly<Record<Hostname["lifecycleStatus"], BadgeTone>> = {
  awaiting_txt: "warning",
  pending_cloudflare: "info",
  active: "success",
  error: "danger",
  moved: "danger",
  deleted: "neutral",
  released: "neutral",
};

/** What it means for who opens the address, and what would change it. */
export function statusSentence(hostname: Standing): string {
  const { lifecycleStatus } = hostname;
  const { proof, service } = stepStates(hostname);
  if (lifecycleStatus === "pending_cloudflare" && proof !== "done")
    return "It is ready, but we last saw its TXT record too long ago. People can open it once we see the record again.";
  if (lifecycleStatus === "active" && service !== "done") return "It is ready. People can open it once it leads here.";
  return statusSentences[lifecycleStatus];
}

const statusSentences: Readonly<Record<Hostname["lifecycleStatus"], string>> = {
  awaiting_txt: "Nobody can open it yet. First show by a record in its DNS that it is yours.",
  pending_cloudflare: "Nobody can open it yet. It has to lead here, and its certificate has to be issued.",
  active: "People can open it and sign in there.",
  error: "Nobody can open it. It comes back only by its TXT record.",
  moved: "Nobody can open this organization there any more. It comes back only by its TXT record.",
  deleted: "Nobody can open it any more.",
  released: "Nobody can open it any more.",
};

/** Whether it is this organization's still, to see and to change. */
export function isHeld({ lifecycleStatus }: Pick<Hostname, "lifecycleStatus">): boolean {
  return lifecycleStatus !== "deleted" && lifecycleStatus !== "released";
}
