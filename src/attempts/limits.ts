/** What a tenant may tighten, and the ceilings it starts from: nobody can loosen them. */
export const attemptLimitRanges = {
  /** Failed sign-ins of one account within `lockoutMinutes`. */
  accountFailureLimit: { least: 3, most: 10 },
  /** Failed sign-ins from one address, of whichever accounts of the tenant. */
  addressFailureLimit: { least: 10, most: 100 },
  /** How long a failed sign-in counts. */
  lockoutMinutes: { least: 15, most: 24 * 60 },
} as const;

export const defaultAttemptLimits = {
  accountFailureLimit: attemptLimitRanges.accountFailureLimit.most,
  addressFailureLimit: attemptLimitRanges.addressFailureLimit.most,
  lockoutMinutes: attemptLimitRanges.lockoutMinutes.least,
} as const;
