import { createHash } from "node:crypto";

/** Somebody who has signed in at a realm. */
export interface IdpAccount {
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly groups: readonly string[];
}

/** The people of one realm: whoever says they are one. */
export interface IdpAccounts {
  find(subject: string): IdpAccount | undefined;
  /** Whoever comes again may have another name and other groups. */
  remember(person: Omit<IdpAccount, "subject">): IdpAccount;
}

export function idpAccounts(realm: string): IdpAccounts {
  const known = new Map<string, IdpAccount>();
  return {
    find: (subject) => known.get(subject),
    remember(person) {
      const account = { ...person, subject: subjectOf(realm, person.email) };
      known.set(account.subject, account);
      return account;
    },
  };
}

/** The same person of the same realm is always the same subject. */
export function subjectOf(realm: string, email: string): string {
  return createHash("sha256").update(`${realm} ${email.trim().toLowerCase()}`).digest("hex").slice(0, 32);
}

/** What a provider asserts about a person. */
export function accountClaims({ subject, email, name, groups }: IdpAccount): { sub: string; [claim: string]: unknown } {
  return { sub: subject, email, email_verified: true, name, ...(groups.length > 0 && { groups }) };
}
