import type { AddressKind } from "./address.ts";

/** Why a call did not come to an answer, with what may be shown to an admin of the tenant that asked for the call. */
export type EgressFailure =
  | { readonly reason: "malformed_url" }
  | { readonly reason: "insecure"; readonly host: string }
  | { readonly reason: "credentials_in_url"; readonly host: string }
  | { readonly reason: "refused_port"; readonly host: string; readonly port: string }
  | { readonly reason: "refused_name"; readonly host: string }
  | {
      readonly reason: "refused_address";
      readonly host: string;
      readonly address: string;
      readonly kind: Exclude<AddressKind, "public">;
    }
  | { readonly reason: "no_such_host"; readonly host: string }
  /** `resolver`: nobody could say where the host is. `connection`: the host did not answer. */
  | { readonly reason: "unreachable"; readonly host: string; readonly at: "resolver" | "connection" }
  | { readonly reason: "timeout"; readonly host: string; readonly limitMilliseconds: number }
  | { readonly reason: "redirected"; readonly host: string; readonly status: number; readonly to: string | null }
  | { readonly reason: "too_large"; readonly host: string; readonly limitBytes: number }
  | { readonly reason: "wrong_content_type"; readonly host: string; readonly contentType: string | null }
  | { readonly reason: "status"; readonly host: string; readonly status: number };
