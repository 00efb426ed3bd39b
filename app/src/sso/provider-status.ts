import type { SsoProvider } from "../api.gen/types.gen.ts";

/** What a provider is good for at the moment: the first thing that keeps people from coming in by it. */
export type ProviderStatus = "disabled" | "needs-domain" | "needs-owner" | "domain-failing" | "usable";

export function providerStatus({
  enabled,
  authority,
  domains,
}: Pick<SsoProvider, "enabled" | "authority" | "domains">): ProviderStatus {
  if (!domains.some(({ verified }) => verified)) return "needs-domain";
  if (!enabled) return "disabled";
  if (authority !== "owner") return "needs-owner";
  return domains.some(({ verified, failingSince }) => verified && failingSince !== null) ? "domain-failing" : "usable";
}

export const statusNames: Readonly<Record<ProviderStatus, string>> = {
  disabled: "Switched off",
  "needs-domain": "Needs a domain",
  "needs-owner": "Needs an owner",
  "domain-failing": "Domain failing",
  usable: "In use",
};

export const statusTones = {
  disabled: "neutral",
  "needs-domain": "warning",
  "needs-owner": "warning",
  "domain-failing": "danger",
  usable: "success",
} as const satisfies Readonly<Record<ProviderStatus, string>>;

/** What it means for the people, and what would change it. */
export const statusSentences: Readonly<Record<ProviderStatus, string>> = {
  disabled: "Nobody can sign in through it until it is switched on.",
  "needs-domain": "Nobody can sign in through it before one of its domains is verified.",
  "needs-owner":
    "Owners cannot sign in through it, because an admin has set up or changed how it is reached, its domains or whom it lets in. An owner has to confirm that.",
  "domain-failing":
    "The record of one of its domains is missing. Put it back within a day, or nobody with such an address can sign in.",
  usable: "People with an address in its domains can sign in through it.",
};
