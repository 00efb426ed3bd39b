import type { Person } from "./people.ts";

/** What is measured, in the order of the turns and of the table. */
export const subjectNames = [
  "bare",
  "bare-rpc",
  "strict-cookie",
  "strict-token",
  "leased-cookie",
  "leased-token",
  "better-auth-shipped",
  "better-auth-tuned",
  "better-auth-hoisted",
  "node-session",
  "node-token",
] as const;

export type SubjectName = (typeof subjectNames)[number];

export const subjectLabels: Readonly<Record<SubjectName, string>> = {
  bare: "bare: Hono, the same body, nothing else",
  "bare-rpc": "bare + one Durable Object call",
  "strict-cookie": "Gatehouse, strict, cookie",
  "strict-token": "Gatehouse, strict, JWT",
  "leased-cookie": "Gatehouse, leased, cookie",
  "leased-token": "Gatehouse, leased, JWT",
  "better-auth-shipped": "Better Auth, as shipped, direct",
  "better-auth-tuned": "Better Auth, tuned, PgBouncer",
  "better-auth-hoisted": "Better Auth, one per isolate, PgBouncer",
  "node-session": "Better Auth on Node, session + member",
  "node-token": "Better Auth on Node, JWT, no revocation",
};

/** The headers of one request. */
export type RequestHeaders = Readonly<Record<string, string>>;

/** Something that answers `GET /api/me` for whoever is signed in. */
export interface Subject {
  readonly name: SubjectName;
  /** Where it listens, without anything in between. */
  readonly address: URL;
  /** One request per person, with credentials that hold for at least another five minutes. */
  requestsOf(people: readonly Person[]): Promise<readonly RequestHeaders[]>;
  /** Brings the objects of these people to where they are under constant load; null for who has none. */
  readonly settle: ((people: readonly Person[]) => Promise<void>) | null;
}
