import type { Actor } from "../src/audit/event.ts";
import type { Role } from "../src/authorization/role.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { RevisionAct } from "../src/sso/provider.ts";
import { ssoRevisions } from "../src/sso/table.ts";

interface Revision {
  /** A provider's id, or `enforcement`. */
  readonly subject: string;
  readonly version: number;
  readonly act: RevisionAct;
  readonly document: object;
  readonly keyChanged?: boolean;
  /** How far the provider reaches from then on; null where there is none. */
  readonly authority: Role | null;
  readonly actor: Actor;
}

/** The insert of a version into the history, for the transaction that makes it. */
export function recordRevision({ db, organizationId }: TenantStatements, { actor, ...revision }: Revision) {
  return db.insert(ssoRevisions).values({
    organizationId,
    ...revision,
    // Nobody who is not known changes a configuration.
    actorType: actor.type === "anonymous" ? "system" : actor.type,
    actorId: actor.id,
    actorName: actor.name,
  });
}
