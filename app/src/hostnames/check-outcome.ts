import type { Hostname } from "../api.gen/types.gen.ts";
import { stepStates, type Standing } from "./progress.ts";

/** What a look has brought, for who has asked for it. */
export function checkOutcome(
  before: Standing,
  after: Standing & Pick<Hostname, "displayHostname">,
): { readonly news: boolean; readonly sentence: string } {
  const isNew = before.lifecycleStatus !== after.lifecycleStatus;
  switch (after.lifecycleStatus) {
    case "awaiting_txt":
      return { news: false, sentence: "We have just looked, and do not see the record as it should be yet." };
    case "pending_cloudflare":
      if (isNew && before.lifecycleStatus === "awaiting_txt") {
        return { news: true, sentence: "We see the record: the name is yours, and is being set up now." };
      }
      if (isNew) return { news: true, sentence: "We are trying again." };
      return { news: false, sentence: pendingSentence(after) };
    case "active":
      return isNew
        ? { news: true, sentence: `${after.displayHostname} is active.` }
        : { news: false, sentence: "We have just looked: all is well." };
    case "error":
    case "moved":
      return {
        news: false,
        sentence:
          stepStates(after).proof === "done"
            ? "We have just looked. How it is now is said below."
            : "We have just looked, and do not see the record of step 1. It has to be shown again before this hostname can be used again.",
      };
    case "deleted":
    case "released":
      return { news: false, sentence: "We have just looked. How it is now is said below." };
  }
}

function pendingSentence(hostname: Standing): string {
  const { proof, pointing } = stepStates(hostname);
  if (proof !== "done") return "We have just looked, and do not see the record of step 1. With it all is ready.";
  return pointing === "done"
    ? "We have just looked: the name leads here, and the certificate is on its way."
    : "We have just looked, and it is not ready yet.";
}
