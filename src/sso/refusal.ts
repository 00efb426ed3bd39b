/**
 * Why somebody whom a provider vouches for is not let in, or does not get as far. Closed: pages explain each, and the
 * audit log takes no other.
 */
export const policyRefusals = [
  /** The provider sent the person back with an error of its own. */
  "denied_by_provider",
  /** The provider is switched off, or was changed while the person was there. */
  "provider_disabled",
  "configuration_changed",
  "email_missing",
  "email_unverified",
  /** The address is in none of the provider's verified domains. */
  "foreign_domain",
  /** Nobody here has the address, and the provider may not make accounts. */
  "not_provisioned",
  /** Removed from the organization: only an invitation leads back. */
  "former_member",
  /** The account's role lies above that of whoever last changed the provider: an owner has to confirm it. */
  "needs_owner",
  /** Of a test: the provider has signed in somebody else than the one who tests. */
  "another_person",
  "interrupted",
  "suspended",
  "not_a_member",
  "unavailable",
] as const;

export const ssoRefusals = [...policyRefusals] as const;

export type SsoRefusal = (typeof ssoRefusals)[number];
