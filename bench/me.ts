import { permissionsOf } from "../src/authorization/policy.ts";
import type { Role } from "../src/authorization/role.ts";

/** What `GET /api/me` answers, from everybody who is measured. */
export interface Me {
  readonly user: { readonly id: string; readonly email: string; readonly name: string };
  readonly organization: { readonly id: string; readonly slug: string; readonly name: string };
  readonly role: string;
  readonly permissions: readonly string[];
  readonly session: {
    readonly id: string;
    readonly createdAt: string;
    readonly expiresAt: string;
    readonly method: string;
  };
}

/** The parts of an answer, as the systems under test find them. */
export interface Found {
  readonly user: Me["user"];
  readonly organization: Me["organization"];
  readonly role: string;
  readonly session: { readonly id: string; readonly createdAt: Date | string; readonly expiresAt: Date | string };
}

export function meOf({ user, organization, role, session }: Found): Me {
  return {
    user: { id: user.id, email: user.email, name: user.name },
    organization: { id: organization.id, slug: organization.slug, name: organization.name },
    role,
    permissions: permissionsOf(role as Role),
    session: {
      id: session.id,
      createdAt: new Date(session.createdAt).toISOString(),
      expiresAt: new Date(session.expiresAt).toISOString(),
      method: "password",
    },
  };
}

/** For who knows nobody: an answer of the usual size. */
export const anyonesMe: Me = meOf({
  user: { id: "usr_000000000000000000000000", email: "ada@bench-00000.test", name: "Ms ada" },
  organization: { id: "org_000000000000000000000000", slug: "bench-00000", name: "Bench 0" },
  role: "owner",
  session: {
    id: "ses_000000000000000000000000",
    createdAt: "2026-01-01T00:00:00.000Z",
    expiresAt: "2026-01-08T00:00:00.000Z",
  },
});

/** The names and types of everything in a JSON value: two answers have the same body when these are equal. */
export function shapeOf(value: unknown): string {
  if (Array.isArray(value)) return `[${[...new Set(value.map(shapeOf))].toSorted().join("|")}]`;
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([name, part]) => `${name}:${shapeOf(part)}`).join(",")}}`;
}
