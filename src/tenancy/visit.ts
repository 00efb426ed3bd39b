import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Addressed, Snapshot, Unanswered, VisitAnswer, VisitQuestion } from "../gatekeeper/contract.ts";
import { unansweredProblem } from "../gatekeeper/refusal.ts";
import type { SnapshotCache } from "../gatekeeper/snapshot-cache.ts";
import { Problem } from "../http/problem.ts";
import type { HostHint } from "./directory.ts";

/** The tenant a host leads to, as believed: made by the pipeline's tenant step, confirmed by the gatekeeper. */
export interface Tenant extends HostHint {
  readonly hostname: string;
  readonly publicOrigin: string;
}

/** Somebody at a tenant's door, without a credential. `asOf` is the revision at which a sign-in that begins now began. */
class DoorVisit {
  readonly #confirmed = true;
  readonly tenant: Tenant;
  readonly snapshot: Snapshot;
  readonly asOf: number;

  constructor(tenant: Tenant, snapshot: Snapshot, asOf: number) {
    this.tenant = tenant;
    this.snapshot = snapshot;
    this.asOf = asOf;
  }

  static isVisit(value: unknown): value is DoorVisit {
    return value instanceof DoorVisit && value.#confirmed;
  }
}

export type Visit = DoorVisit;

export function isVisit(value: unknown): value is Visit {
  return DoorVisit.isVisit(value);
}

/** Asks the gatekeeper who is served at this host. `host_moved` means that the hint was wrong. */
export async function visitTenant(
  tenant: Tenant,
  ask: (question: Addressed<VisitQuestion>) => Promise<VisitAnswer | Unanswered>,
  snapshots: SnapshotCache,
): Promise<Visit | Problem | "host_moved"> {
  const { organizationId } = tenant;
  const knownConfigVersion = snapshots.versionOf(organizationId);
  const answer = await ask({ organizationId, host: tenant.hostname, knownConfigVersion });
  if (isUnanswered(answer)) return unansweredProblem(answer);
  switch (answer.kind) {
    case "unavailable":
      return new Problem("UNAVAILABLE");
    case "refused":
      return answer.refusal === "suspended" ? new Problem("TENANT_SUSPENDED") : answer.refusal;
    case "welcome": {
      const snapshot = snapshots.resolve(organizationId, answer.snapshot, knownConfigVersion);
      return snapshot === null ? new Problem("UNAVAILABLE") : new DoorVisit(tenant, snapshot, answer.revision);
    }
  }
}
