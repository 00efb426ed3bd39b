import type { Role } from "../src/authorization/role.ts";

/**
 * What was asked and answered in one history, seen from outside: by the simulator, or by clients of the real system
 * that share a clock. All times are milliseconds of that clock. Nothing here says how the system works.
 */
export interface History {
  readonly signIns: readonly SignIn[];
  readonly requests: readonly Request[];
  readonly acts: readonly Act[];
  readonly accidents: readonly Accident[];
  /** How things were when everything was healthy and had come to rest; null when nobody looked. */
  readonly ending: Ending | null;
}

/** From before the question was sent to after its answer came; null when no answer came. */
export interface Span {
  readonly invokedAt: number;
  readonly answeredAt: number | null;
}

export interface SignIn extends Span {
  readonly id: string;
  readonly user: string;
  /** The session it is to open, by whatever name the history has for it. */
  readonly session: string;
  /** Its first step: the same as all of it, when it has only one. */
  readonly firstStep: Span;
  /** Through a provider, or by a password. */
  readonly method?: "password" | "sso";
  /** At the organization's own host, which it may lose. */
  readonly isElsewhere?: boolean;
  /** The password it was made with, where one was. */
  readonly secret?: string;
  /** `opened`: the client has the credential. */
  readonly outcome: "opened" | "refused" | "unknown";
}

export interface Request extends Span {
  readonly id: string;
  readonly credential: "cookie" | "token";
  readonly session: string;
  readonly user: string;
  readonly outcome: Admission | "refused" | "unanswered";
}

/** What an admitted request was told; every field where the client can see it. */
export interface Admission {
  readonly configVersion?: number;
  readonly sessionVersion?: number;
  readonly epoch?: number;
  readonly role?: Role;
  /** The settings, as any text that is the same for the same settings. */
  readonly settings?: string;
}

/** Something that takes access away or changes the configuration. */
export interface Act extends Span {
  /** The request's id, by which the audit log names it. */
  readonly id: string;
  readonly deed: Deed;
  /**
   * `gone`: the answer was that there is nothing (more) to end, or that it is suspended, deleted or removed already.
   * `refused`: it was not done. `unknown`: no answer, or one that says that nobody knows.
   */
  readonly outcome: "acknowledged" | "gone" | "refused" | "unknown";
  /** Written to Postgres directly: true in the end, and nobody has promised when. */
  readonly isBehindTheBack?: boolean;
}

export type Deed =
  | { readonly kind: "end-session"; readonly session: string }
  | { readonly kind: "end-user"; readonly user: string; readonly except?: string }
  | { readonly kind: "end-all" }
  | { readonly kind: "reset-password"; readonly user: string; readonly secret: string }
  | { readonly kind: "suspend" }
  | { readonly kind: "restore" }
  | { readonly kind: "delete" }
  | { readonly kind: "change-role"; readonly user: string; readonly role: Role }
  | { readonly kind: "remove-member"; readonly user: string }
  | { readonly kind: "change-settings"; readonly settings: string }
  | { readonly kind: "provider-logout"; readonly user: string }
  | { readonly kind: "enforce-sso"; readonly ends: boolean }
  | { readonly kind: "lift-sso" }
  | { readonly kind: "add-host" }
  | { readonly kind: "remove-host" };

/** What nobody asked for. Promises rest while one is being repaired. */
export interface Accident {
  readonly kind: "storage-lost" | "storage-restored" | "record-restored";
  readonly at: number;
  /** When the repair, with all its steps, was over. */
  readonly until: number;
}

export interface Ending {
  /** One request for every session, in which everything was well. */
  readonly probes: readonly Request[];
  readonly audit: readonly { readonly act: string; readonly event: string }[];
  readonly status: "active" | "suspended" | "deleted";
  readonly roles: ReadonlyMap<string, Role>;
  readonly settings: string;
  readonly sso: "required" | "optional";
  /** Sessions in Postgres, and whether they are revoked there. */
  readonly records: ReadonlyMap<string, "open" | "revoked">;
}

/** What everything was at first. */
export interface Beginning {
  readonly status: "active";
  readonly roles: ReadonlyMap<string, Role>;
  readonly settings: string;
}

export function isAdmission(outcome: Request["outcome"]): outcome is Admission {
  return typeof outcome === "object";
}
