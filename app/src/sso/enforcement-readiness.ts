import type { SsoProvider } from "../api.gen/types.gen.ts";

type Known = Pick<SsoProvider, "label" | "enabled" | "domains" | "proven" | "authority">;

/** The providers that everybody could be made to come in by, owners too: the server decides by the same. */
export function provenProviders<Provider extends Known>(providers: readonly Provider[]): readonly Provider[] {
  return providers.filter(
    ({ enabled, domains, proven, authority }) =>
      enabled && proven !== null && authority === "owner" && domains.some(({ verified }) => verified),
  );
}

/** Why single sign-on cannot be required yet: what to do next, in a sentence. */
export function missingForEnforcement(providers: readonly Known[]): string {
  if (providers.length === 0) return "First set up an identity provider.";
  const verified = providers.filter(({ domains }) => domains.some((one) => one.verified));
  if (verified.length === 0) return "First verify a domain of the identity provider.";
  const enabled = verified.filter((one) => one.enabled);
  if (enabled.length === 0) return `First switch on ${verified[0]?.label ?? "the identity provider"}.`;
  const trusted = enabled.filter((one) => one.authority === "owner");
  if (trusted.length === 0) {
    return `First an owner has to confirm what an admin has changed of ${enabled[0]?.label ?? "the identity provider"}: until then owners cannot sign in through it.`;
  }
  const name = trusted[0]?.label ?? "the identity provider";
  return `First an owner has to sign in through ${name}, or to test it: that shows that owners will not lock themselves out. A change of its issuer, client or endpoints takes a new sign-in.`;
}
