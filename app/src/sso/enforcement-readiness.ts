import type { SsoProvider } from "../api.gen/types.gen.ts";

type Known = Pick<SsoProvider, "label" | "enabled" | "domains" | "proven">;

/** The providers that people could be made to come in by: the server decides by the same. */
export function provenProviders<Provider extends Known>(providers: readonly Provider[]): readonly Provider[] {
  return providers.filter(
    ({ enabled, domains, proven }) => enabled && proven !== null && domains.some(({ verified }) => verified),
  );
}

/** Why single sign-on cannot be required yet: what to do next, in a sentence. */
export function missingForEnforcement(providers: readonly Known[]): string {
  if (providers.length === 0) return "First set up an identity provider.";
  const verified = providers.filter(({ domains }) => domains.some((one) => one.verified));
  if (verified.length === 0) return "First verify a domain of the identity provider.";
  const enabled = verified.filter((one) => one.enabled);
  if (enabled.length === 0) return `First switch on ${verified[0]?.label ?? "the identity provider"}.`;
  const name = enabled[0]?.label ?? "the identity provider";
  return `First an owner has to sign in through ${name}, or to test it: that shows that owners will not lock themselves out. A change of its issuer, client or endpoints takes a new sign-in.`;
}
