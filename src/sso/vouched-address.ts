import { emailAddress } from "../identity/contract.ts";
import type { OpenIdIdentity } from "../openid/provider.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { SignInProvider } from "./sign-in-provider.ts";

export type AddressRefusal = "email_missing" | "email_unverified" | "foreign_domain";

/**
 * The address a provider vouches for, if it may: verified by the provider's own word (or assumed to be, where an admin
 * has said so and the provider does not say otherwise), and of exactly one of the domains that this tenant has proven
 * for this provider. A subdomain is another domain.
 */
export function vouchedAddress(
  { email, emailVerified, hostedDomain }: Pick<OpenIdIdentity, "email" | "emailVerified" | "hostedDomain">,
  {
    issuer,
    emailVerification,
    verifiedDomains,
  }: Pick<SignInProvider, "issuer" | "emailVerification" | "verifiedDomains">,
): Result<string, AddressRefusal> {
  const parsed = emailAddress.safeParse(email);
  if (!parsed.success) return failure("email_missing");
  const isVerified = emailVerified ?? emailVerification === "assumed";
  if (!isVerified) return failure("email_unverified");
  const domain = parsed.data.slice(parsed.data.lastIndexOf("@") + 1);
  if (!verifiedDomains.includes(domain)) return failure("foreign_domain");
  const isManaged = issuer !== googleIssuer || verifiedDomains.includes(hostedDomain ?? "");
  return isManaged ? success(parsed.data) : failure("foreign_domain");
}

/**
 * Anybody can open an account there with an address of any domain, and keeps it verified when they cannot read its mail
 * any more. Only `hd` says that the account is managed by whoever has the domain.
 */
const googleIssuer = "https://accounts.google.com";

/** What to call somebody new: as the provider does, on one line, or else by their address. */
export function vouchedName(name: string | null, address: string): string {
  const written = (name ?? "")
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, 100)
    .trim();
  return written === "" ? address.slice(0, address.lastIndexOf("@")) : written;
}
