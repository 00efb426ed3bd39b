import type { Role } from "../authorization/role.ts";
import type { HostnameEvent } from "./lifecycle.ts";
import type { LifecycleStatus, Validation } from "./hostname.ts";

/** Changes of a tenant's hostnames. */
export type HostnameChange =
  | {
      readonly kind: "hostname-add";
      readonly hostnameId: string;
      /** In ASCII, checked. */
      readonly hostname: string;
      readonly challenge: string;
      readonly validation: Validation;
      /** Tells a repetition of this creation from another one with the same id; null for one that cannot be repeated. */
      readonly fingerprint: string | null;
      readonly actorRole: Role;
    }
  | {
      readonly kind: "hostname-update";
      readonly hostnameId: string;
      readonly expectedVersion: number;
      readonly validation: Validation;
      readonly actorRole: Role;
    }
  /** What the DNS or Cloudflare said, or what time has brought. Nobody decides that; it is believed of `basis` only. */
  | {
      readonly kind: "hostname-event";
      readonly hostnameId: string;
      /** The hostname as it was when it was looked at. */
      readonly basis: { readonly state: LifecycleStatus; readonly challenge: string };
      readonly event: HostnameEvent;
    }
  | {
      readonly kind: "hostname-remove";
      readonly hostnameId: string;
      readonly expectedVersion: number;
      readonly actorRole: Role | "operator";
      /** An operator's, in their own words. */
      readonly reason?: string;
    }
  | {
      readonly kind: "primary-host";
      /** 0 where nobody has ever chosen one. */
      readonly expectedVersion: number;
      /** Null: the host every tenant has. */
      readonly hostnameId: string | null;
      readonly redirectOthers: boolean;
      readonly actorRole: Role;
    };
