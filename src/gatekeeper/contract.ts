import type { AuditContext } from "../audit/event.ts";
import type { Role } from "../authorization/role.ts";
import type { HostnameChange } from "../hostnames/change.ts";
import type { StoredHostname, StoredHostPolicy } from "../hostnames/hostname.ts";
import type { Result } from "../result/result.ts";
import type { SsoChange } from "../sso/change.ts";
import type { StoredPolicy, StoredProvider } from "../sso/provider.ts";

/**
 * The RPC surface of a gatekeeper (`TenantCoordinator`), as plain data: a deploy leaves old and new code talking
 * to each other for a while, so methods and fields are added, never renamed, and unknown ones are tolerated.
 * Every method first names the organization, so that a gatekeeper with empty storage knows whom it keeps.
 */
export interface Gatekeeper {
  admit(question: Addressed<AdmissionBatch>): Promise<AdmissionAnswer>;
  visit(question: Addressed<VisitQuestion>): Promise<VisitAnswer>;
  openSession(command: Addressed<OpenSessionCommand>): Promise<Result<null, OpenSessionFailure>>;
  sessionsOf(question: Addressed<{ readonly userId: string }>): Promise<Result<readonly OpenSession[], "unavailable">>;
  /** Answers when nothing that was revoked can be admitted any more, anywhere: for a tenant with leases that takes a second. */
  revoke(command: Addressed<RevokeCommand>): Promise<Result<Revocation, RevocationFailure>>;
  change(command: Addressed<ChangeCommand>): Promise<Result<Changed, ChangeFailure>>;
  /**
   * Looks at a hostname now: at its DNS records, and at Cloudflare if they were seen. What that brings is a change like
   * any other, in the name of `audit`. Answers with the hostname as it is then.
   */
  checkHostname(command: Addressed<HostnameCheckCommand>): Promise<Result<StoredHostname, HostnameCheckFailure>>;
  /**
   * Somebody has committed outbox rows: drain them soon, and tell open pages what changed. Safe to lose
   * (a cron sweeps) and to repeat.
   */
  wake(command: Addressed<{ readonly topics: readonly LiveTopic[] }>): Promise<void>;
  /** Tells open pages what changed, where no outbox row was written. Safe to lose and to repeat. */
  announce(command: Addressed<{ readonly topics: readonly LiveTopic[] }>): Promise<void>;
  health(question: Addressed<object>): Promise<Result<GatekeeperHealth, "unavailable" | "not_found">>;
}

/** Whom a call is for, and where its gatekeeper should live if this call is the first to touch it. */
export type Addressed<Message> = Message & { readonly organizationId: string };

/** The configuration a gatekeeper caches: all of it may be shown to members, `branding` and `providers` to anyone. */
export interface Snapshot {
  readonly configVersion: number;
  readonly organizationId: string;
  readonly slug: string;
  readonly name: string;
  readonly status: "active" | "suspended" | "deleted";
  readonly homeRegion: string;
  /** Canonical hostnames this tenant is served on: the primary one first, which mails lead to. */
  readonly hosts: readonly string[];
  /** Which of them are hostnames of the tenant's own. Not there: none. */
  readonly customHosts?: readonly CustomHost[];
  /** Whether pages at the other hosts send people on to the primary one. Not there: no. */
  readonly redirectsToPrimary?: boolean;
  /** Nobody signs in but through a provider, or with a recovery code. */
  readonly enforceSso: boolean;
  /** Those that can be used: enabled, with a verified domain. In the order in which they were made. */
  readonly providers: readonly { readonly providerId: string; readonly label: string }[];
  readonly settings: {
    readonly version: number;
    readonly appName: string;
    readonly primaryColor: string | null;
    /** A session unused for this long ends. */
    readonly sessionIdleMinutes: number;
    /** A session ends this long after its sign-in, however much it is used. */
    readonly sessionLifetimeHours: number;
    /** What src/attempts/limits.ts says of them. */
    readonly accountFailureLimit: number;
    readonly addressFailureLimit: number;
    readonly lockoutMinutes: number;
    /** How long the audit log is kept; null is for ever. */
    readonly auditRetentionDays: number | null;
  };
}

export interface CustomHost {
  readonly id: string;
  readonly hostname: string;
}

/** A credential that was already checked locally: a session cookie by its HMAC, a JWT by its signature and claims. */
export type Credential =
  | { readonly kind: "cookie"; readonly tokenHash: string }
  | {
      readonly kind: "token";
      readonly sessionId: string;
      readonly userId: string;
      readonly sessionVersion: number;
      readonly epoch: number;
    };

export interface AdmissionBatch {
  /** The configuration version the caller already holds, 0 for none. The snapshot comes back only if it is another. */
  readonly knownConfigVersion: number;
  /** At most 256. */
  readonly questions: readonly AdmissionQuestion[];
  /** What the caller's isolate has done since its last batch without this gatekeeper; lost with the isolate. */
  readonly tally?: IsolateTally;
}

export interface AdmissionQuestion {
  readonly host: string;
  readonly credential: Credential;
}

export interface IsolateTally {
  /** Requests admitted by repeating a leased verdict. */
  readonly repeated: number;
  /** Requests refused because this gatekeeper did not answer, by why it did not. */
  readonly unanswered: Readonly<Record<Unanswered, number>>;
}

export type AdmissionAnswer =
  | {
      readonly kind: "answered";
      readonly snapshot: Snapshot | null;
      readonly verdicts: readonly Verdict[];
      /** The caller may repeat what was admitted for this long after it sent the question: see lease.ts. None: not at all. */
      readonly leaseMilliseconds?: number;
    }
  | { readonly kind: "unavailable" };

/** Why a gatekeeper gave no answer: that is 503, never admission. */
export type Unanswered = "overloaded" | "unreachable";

export type Verdict =
  | {
      readonly admitted: true;
      readonly session: OpenSession;
      /** The versions a JWT minted from this verdict must carry. */
      readonly sessionVersion: number;
      readonly epoch: number;
    }
  | { readonly admitted: false; readonly refusal: Refusal };

export type Refusal =
  | "host_moved"
  | "suspended"
  | "signed_out"
  | "session_revoked"
  | "user_revoked"
  | "org_revoked"
  | "expired"
  | "idle";

/** A session the gatekeeper holds open, with all of its user that an authenticated request may need. */
export interface OpenSession {
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly host: string;
  readonly method: SignInMethod;
  /** Where it began, for `method: "sso"`: what the provider's own logout is told by. */
  readonly sso?: SsoOrigin;
  /** Milliseconds since 1970, as are the others. */
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly lastSeenAt: number;
  readonly address: string | null;
  readonly userAgent: string | null;
}

export type SignInMethod = "password" | "invitation" | "sso" | "recovery";

/** Whom a session belongs to at an identity provider. */
export interface SsoOrigin {
  readonly providerId: string;
  /** Issuer and subject: the provider may have another issuer by now, whose subjects are other people. */
  readonly subject: string;
  /** Issuer and the provider's own session (`sid`), where it has told. */
  readonly sid: string | null;
  /** That of the provider when the session began: the session never has a role above it. */
  readonly authority: Role;
}

export interface VisitQuestion {
  readonly host: string;
  readonly knownConfigVersion: number;
}

/** What anyone may learn at a tenant's door. `revision` is the `asOf` of a sign-in that begins now. */
export type VisitAnswer =
  | { readonly kind: "welcome"; readonly snapshot: Snapshot | null; readonly revision: number }
  | { readonly kind: "refused"; readonly refusal: "host_moved" | "suspended" }
  | { readonly kind: "unavailable" };

export interface OpenSessionCommand {
  readonly session: Omit<OpenSession, "lastSeenAt">;
  readonly tokenHash: string;
  /** The revision at the first step of this sign-in, however many steps it had. */
  readonly asOf: number;
}

/**
 * `revoked`: the organization's or the user's version rose after `asOf`, this session id was closed before, or the
 * provider has signed its subject out since or does not reach the session's role. `sso_required`: by a password, where
 * single sign-on is enforced.
 */
export type OpenSessionFailure = "revoked" | "suspended" | "host_moved" | "sso_required" | "unavailable";

export interface RevokeCommand {
  readonly scope:
    | {
        readonly kind: "session";
        readonly sessionId: string;
        /** Only if it is this user's, or that of somebody `reach` reaches. */
        readonly userId?: string;
        readonly reach?: Role;
      }
    | {
        readonly kind: "user";
        readonly userId: string;
        /** Kept open: the session that asks. */
        readonly except?: string;
        /** Only a member whose role this one reaches. */
        readonly reach?: Role;
      }
    | { readonly kind: "organization" }
    /**
     * What a provider has signed out: that session of its own, and those of the subject's that do not say which they
     * are; or, where none is named, all of the subject's.
     */
    | {
        readonly kind: "sso";
        readonly providerId: string;
        readonly subject: string | null;
        readonly sid: string | null;
      };
  readonly reason: RevocationReason;
  /** Why, in an operator's own words: kept in `data.note` of the audit rows. */
  readonly note?: string;
  readonly audit: AuditContext;
  /**
   * For replays out of the outbox: touch only sessions opened below this revision. Without it, everything open
   * now is touched.
   */
  readonly below?: number;
}

export type RevocationReason =
  | "signed_out"
  | "ended_by_user"
  | "ended_by_admin"
  | "ended_by_operator"
  | "password_reset"
  | "provider_logout"
  | "sso_enforced"
  | "host_removed"
  | "role_changed"
  | "member_removed"
  | "suspended"
  | "deleted";

/** `forbidden`: the actor's role does not reach the user's. */
export type RevocationFailure = "unavailable" | "not_found" | "forbidden";

export interface Revocation {
  readonly revision: number;
  readonly closed: number;
}

/**
 * The configuration that a change has made, and the document that it was about, as it has left that:
 * whoever reads later may see what others have made of it since. None where it was about none, or has deleted it.
 */
export interface Changed extends Snapshot {
  readonly provider?: StoredProvider;
  readonly ssoPolicy?: StoredPolicy;
  readonly hostname?: StoredHostname;
  readonly hostPolicy?: StoredHostPolicy;
}

export interface HostnameCheckCommand {
  readonly hostnameId: string;
  readonly audit: AuditContext;
}

/** `hostname_taken`: another organization has shown its record for it first. */
export type HostnameCheckFailure = "not_found" | "hostname_taken" | "too_many_pending" | "unavailable";

/** Changes of the configuration and of membership: one at a time, through Postgres. */
export interface ChangeCommand {
  readonly change: Change;
  readonly audit: AuditContext;
}

export type Change =
  | { readonly kind: "suspend"; readonly reason: string }
  | { readonly kind: "restore" }
  | { readonly kind: "delete" }
  | ({
      readonly kind: "settings";
      /** From If-Match. */
      readonly expectedVersion: number;
    } & Partial<Omit<Snapshot["settings"], "version">>)
  | {
      readonly kind: "member-role";
      readonly userId: string;
      readonly role: Role;
      readonly actorRole: Role | "operator";
    }
  | { readonly kind: "member-remove"; readonly userId: string; readonly actorRole: Role | "operator" }
  | SsoChange
  | HostnameChange;

/**
 * `stale`: somebody changed the document first. `wrong_state`: e.g. restoring what is not suspended.
 * `forbidden`: the actor's role does not reach the target's. `unavailable`: nothing changed, unless the
 * outcome is unknown, in which case what takes access away is in force.
 */
export type ChangeFailure =
  | "stale"
  | "not_found"
  | "wrong_state"
  | "last_owner"
  | "forbidden"
  | "unavailable"
  /** The id of this creation is another one's. */
  | "key_reused"
  /** Another organization has verified one of the domains. */
  | "domain_taken"
  /** Another provider of this organization has one of the domains. */
  | "domain_in_use"
  /**
   * An enabled provider would have no client secret, or one that was given for another place than it would be sent to:
   * whoever may point a provider elsewhere must not get to know a secret by it.
   */
  | "secret_needed"
  /** There are as many providers as there can be. */
  | "too_many"
  /** No owner has come in by a provider that is configured as it was then, and that owners can come in by. */
  | "not_proven"
  /**
   * Single sign-on is enforced, and no provider that owners can come in by would be left; or somebody who is no owner
   * would change how people come in.
   */
  | "enforced"
  /** Another organization has the hostname, or had it until a short while ago. */
  | "hostname_taken"
  /** This organization has it already. */
  | "hostname_in_use"
  /** Too many are on their way. */
  | "too_many_pending"
  /** Too many were added since yesterday. */
  | "too_many_today"
  /** It is the primary host: another must be chosen first. */
  | "host_is_primary"
  /** Single sign-on is enforced, and no owner has come in by it at any other host. */
  | "host_needed";

/** How one gatekeeper is, for its operators. Times in milliseconds since 1970. */
export interface GatekeeperHealth {
  /** What came of the last time it asked Postgres for anything, `unknown` before the first. */
  readonly database: "reachable" | "unreachable" | "unknown";
  readonly revision: number;
  readonly sessionVersion: number;
  readonly configVersion: number;
  readonly openSessions: number;
  readonly liveSockets: number;
  /** Whether verdicts may be out on lease, so that acknowledgements wait. */
  readonly leasing: boolean;
  /** Acts that were acknowledged and have not reached Postgres. */
  readonly pendingEffects: number;
  /** `unknown`: nobody knows whether the last change was committed; changes are refused until Postgres says. */
  readonly change: "none" | "under_way" | "unknown";
  readonly counts: AdmissionCounts;
}

/** Answers since the gatekeeper's storage was made. The last seconds of an object or isolate that dies are lost. */
export interface AdmissionCounts {
  /** By asking. */
  readonly admitted: number;
  /** By lease, without asking. */
  readonly repeated: number;
  readonly refused: Readonly<Record<Refusal | Unanswered, number>>;
}

/** Messages on `GET /api/live`, from the gatekeeper to a page. */
export type LiveMessage =
  | { readonly type: "hello"; readonly revision: number }
  | { readonly type: "changed"; readonly topic: LiveTopic }
  /** Everybody who edits a document now, in place of whoever did before. */
  | { readonly type: "presence"; readonly document: EditedDocument; readonly editors: readonly Editor[] }
  | { readonly type: "ended"; readonly refusal: Refusal };

/** All that a page has to say there: what it edits now, if anything. */
export interface PageMessage {
  readonly type: "editing";
  readonly document: EditedDocument | null;
}

/** What people may see each other edit; the last is one provider, by its id. */
export type EditedDocument = "settings" | "sso-enforcement" | `sso:${string}`;

/** A person, however many pages they edit in. */
export interface Editor {
  readonly userId: string;
  readonly name: string;
}

export type LiveTopic =
  | "organization"
  | "settings"
  | "sso"
  | "hostnames"
  | "members"
  | "invitations"
  | "sessions"
  | "audit-logs";

/** The close code of a socket whose session has ended; the page must not reconnect with that session. */
export const liveSessionEnded = 4401;
