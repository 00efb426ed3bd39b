import type { LeaseMode } from "../durable-objects/leasing.ts";
import type { Role } from "../src/authorization/role.ts";

/** Everything one history is made of: plain data, so that it can be printed, shortened and played again. */
export interface Script {
  /** Decides what no scene decides: disks, clocks, Postgres. */
  readonly seed: number;
  readonly leases: LeaseMode;
  readonly isolates: number;
  /** How wrong clocks may run, as a fraction. */
  readonly drift: number;
  readonly scenes: readonly Scene[];
}

export interface Scene {
  /** Milliseconds after the one before. It does not wait for that one to be over. */
  readonly after: number;
  /** Decides how its calls fare, whatever else is in the script. */
  readonly luck: number;
  readonly action: Action;
}

/** Numbers that stand for users, sessions and isolates count around: there is always one that is meant. */
export type Action =
  | {
      /** `sign-in-elsewhere`: at the organization's own host. */
      readonly kind: "sign-in" | "sign-in-elsewhere";
      readonly user: number;
      readonly isolate: number;
      /** Milliseconds between a first and a second step; null when there is only one. */
      readonly pause: number | null;
    }
  | {
      readonly kind: "request";
      readonly session: number;
      readonly isolate: number;
      readonly credential: "cookie" | "token";
      readonly times: number;
      readonly every: number;
      /** Milliseconds after which its client leaves, null for never. */
      readonly patience: number | null;
    }
  | { readonly kind: "rush"; readonly session: number; readonly milliseconds: number }
  | { readonly kind: "sign-out" | "end-own-session" | "end-others"; readonly session: number; readonly isolate: number }
  | { readonly kind: "end-user"; readonly user: number; readonly isolate: number; readonly by: "owner" | "operator" }
  | { readonly kind: "end-all"; readonly isolate: number; readonly by: "owner" | "operator" }
  | { readonly kind: "reset-password"; readonly user: number; readonly isolate: number }
  | { readonly kind: "suspend" | "restore" | "delete"; readonly isolate: number }
  | { readonly kind: "change-role"; readonly user: number; readonly role: Role; readonly isolate: number }
  | { readonly kind: "remove-member"; readonly user: number; readonly isolate: number }
  | { readonly kind: "change-settings"; readonly isolate: number }
  | { readonly kind: "provider-logout"; readonly user: number; readonly isolate: number }
  /** `ends`: password sessions, too. */
  | { readonly kind: "enforce-sso"; readonly ends: boolean; readonly isolate: number }
  | { readonly kind: "lift-sso"; readonly isolate: number }
  | { readonly kind: "add-host" | "remove-host"; readonly isolate: number }
  | { readonly kind: "behind-the-back"; readonly deed: BehindTheBack; readonly user: number; readonly role: Role }
  | { readonly kind: "crash" | "evict" | "lose-storage" | "back-up" | "restore-storage" | "restore-record" }
  | { readonly kind: "cut"; readonly milliseconds: number }
  | { readonly kind: "postgres-down"; readonly milliseconds: number }
  | { readonly kind: "postgres-flaky"; readonly milliseconds: number }
  | { readonly kind: "bad-weather"; readonly milliseconds: number; readonly loss: number; readonly delay: number }
  | { readonly kind: "restart-isolate"; readonly isolate: number }
  | {
      readonly kind: "step-clock";
      /** The gatekeeper's for null. */
      readonly isolate: number | null;
      /** Back when negative. */
      readonly milliseconds: number;
    };

type BehindTheBack = "suspend" | "restore" | "change-role" | "remove-member" | "change-settings";

export const members: readonly (readonly [userId: string, role: Role])[] = [
  ["usr_olga", "owner"],
  ["usr_adam", "admin"],
  ["usr_mia", "member"],
  ["usr_max", "member"],
];
