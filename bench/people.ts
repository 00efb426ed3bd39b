import { newIdentifier } from "../src/identifiers/identifier.ts";

/** Somebody who is signed in, in every system under test alike. */
export interface Person {
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string };
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  /** Everybody's own, as at work: from one address so many hosts would be a flood. */
  readonly address: string;
  readonly session: {
    readonly id: string;
    readonly token: string;
    readonly createdAt: Date;
    readonly expiresAt: Date;
  };
}

/** Everybody has the same role, so that all answers are of one size. */
export const everyonesRole = "owner";

export interface People {
  readonly all: readonly Person[];
  /** Who sends the requests: 1 is one hot tenant with many people, N are N tenants with one person each. */
  of(tenants: number): readonly Person[];
  /** Of the hot tenant, to be signed out. */
  readonly leavers: readonly Person[];
  /** Of the hot tenant, to have pages open. */
  readonly watchers: readonly Person[];
}

export function hostOf({ organization }: Person): string {
  return tenantHost(organization.slug);
}

export function tenantHost(slug: string): string {
  return `${slug}.app.localhost`;
}

/** How many people of the hot tenant are at work: a lease is for one credential, and one alone would be too easy. */
const hotPeople = 100;

/** @param tenants how many there are at most in one measurement */
export function invitePeople(tenants: number, leavers: number, watchers: number, now: Date): People {
  const organizations = Array.from({ length: tenants }, (_, index) => {
    const slug = `bench-${String(index).padStart(5, "0")}`;
    return { id: newIdentifier("org"), slug, name: `Bench ${index}` };
  });
  const [hot] = organizations;
  if (hot === undefined) throw new RangeError("There must be a tenant");
  const one = organizations.map((organization) => signedIn(organization, "ada", now));
  const many = Array.from({ length: hotPeople }, (_, index) => signedIn(hot, `hot-${index}`, now));
  const leaving = Array.from({ length: leavers }, (_, index) => signedIn(hot, `leaver-${index}`, now));
  const watching = Array.from({ length: watchers }, (_, index) => signedIn(hot, `watcher-${index}`, now));
  return {
    all: [...one, ...many, ...leaving, ...watching],
    of: (count) => (count === 1 ? many : one.slice(0, count)),
    leavers: leaving,
    watchers: watching,
  };
}

function signedIn(organization: Person["organization"], name: string, now: Date): Person {
  return {
    organization,
    user: { id: newIdentifier("usr"), email: `${name}@${organization.slug}.test`, name: `Ms ${name}` },
    address: nextAddress(),
    session: {
      id: newIdentifier("ses"),
      // 32 characters, as Better Auth makes them.
      token: `${newIdentifier("req").slice(4)}${newIdentifier("req").slice(4, 12)}`,
      createdAt: now,
      expiresAt: new Date(now.getTime() + sessionMilliseconds),
    },
  };
}

let addresses = 0;

/** Of 10.0.0.0/8. */
function nextAddress(): string {
  addresses += 1;
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`;
}

const sessionMilliseconds = 7 * 24 * 60 * 60 * 1000;
