import { z } from "zod";
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
  { email, emailVerified }: Pick<OpenIdIdentity, "email" | "emailVerified">,
  { emailVerification, verifiedDomains }: Pick<SignInProvider, "emailVerification" | "verifiedDomains">,
): Result<string, AddressRefusal> {
  const parsed = writtenAddress.safeParse(email);
  if (!parsed.success) return failure("email_missing");
  const isVerified = emailVerified ?? emailVerification === "assumed";
  if (!isVerified) return failure("email_unverified");
  const domain = parsed.data.slice(parsed.data.lastIndexOf("@") + 1);
  return verifiedDomains.includes(domain) ? success(parsed.data) : failure("foreign_domain");
}

/** As accounts have it: lower case, and nothing that would be another address to somebody else. */
const writtenAddress = z.string().trim().toLowerCase().max(254).pipe(z.email());

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
