import type { Role } from "../authorization/role.ts";
import type { ProviderFields } from "./provider.ts";

/** Changes of single sign-on. Secrets are sealed before they get here. */
export type SsoChange =
  | {
      readonly kind: "sso-provider-create";
      readonly providerId: string;
      readonly fields: ProviderFields;
      readonly sealedSecret: string | null;
      /** A challenge for each domain, in their order. */
      readonly challenges: readonly string[];
      /** Tells a repetition of this creation from another one with the same id; null for one that cannot be repeated. */
      readonly fingerprint: string | null;
      readonly actorRole: Role;
    }
  | {
      readonly kind: "sso-provider-update";
      readonly providerId: string;
      readonly expectedVersion: number;
      readonly fields: Partial<ProviderFields>;
      /** Undefined: stays as it is. */
      readonly sealedSecret?: string | null;
      /** A challenge for each of `fields.domains`; those it has already keep theirs. */
      readonly challenges: readonly string[];
      readonly actorRole: Role;
    }
  /** An owner vouches for the provider as it is. */
  | {
      readonly kind: "sso-provider-confirm";
      readonly providerId: string;
      readonly expectedVersion: number;
      readonly actorRole: Role;
    }
  | {
      readonly kind: "sso-provider-restore";
      readonly providerId: string;
      /** Of the provider as it is now, or of its deletion. */
      readonly expectedVersion: number;
      /** The one to be restored. */
      readonly version: number;
      /** A challenge for each of the restored version's domains. */
      readonly challenges: readonly string[];
      readonly actorRole: Role;
    }
  | {
      readonly kind: "sso-provider-delete";
      readonly providerId: string;
      readonly expectedVersion: number;
      readonly actorRole: Role;
    }
  /** What DNS said about a domain's challenge; `found` is not believed for another challenge than the domain has now. */
  | {
      readonly kind: "sso-domain-check";
      readonly providerId: string;
      readonly checks: readonly { readonly domain: string; readonly challenge: string; readonly found: boolean }[];
    }
  | {
      readonly kind: "sso-enforcement";
      readonly enabled: boolean;
      /** Null: whatever it is. */
      readonly expectedVersion: number | null;
      /** Ends every session that did not begin at a provider or with a recovery code. For owners. */
      readonly endPasswordSessions: boolean;
      readonly actorRole: Role;
    };
