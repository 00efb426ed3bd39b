import type { AdmissionDesk, Asker } from "../gatekeeper/admission-desk.ts";
import { isUnanswered } from "../gatekeeper/attempts.ts";
import type { Credential, OpenSession, Refusal, Snapshot } from "../gatekeeper/contract.ts";
import { unansweredProblem } from "../gatekeeper/refusal.ts";
import { Problem, type ProblemCode } from "../http/problem.ts";
import type { Tenant } from "../tenancy/visit.ts";
import { clearedSessionCookie } from "./cookie.ts";

/** That a credential was admitted by its tenant's gatekeeper, for this request. */
class Admitted {
  readonly #admitted = true;
  readonly tenant: Tenant;
  readonly snapshot: Snapshot;
  readonly session: OpenSession;
  /** The versions a JWT minted now must carry. */
  readonly sessionVersion: number;
  readonly epoch: number;
  readonly credential: Credential;

  constructor(
    tenant: Tenant,
    snapshot: Snapshot,
    verdict: { session: OpenSession; sessionVersion: number; epoch: number },
    credential: Credential,
  ) {
    this.tenant = tenant;
    this.snapshot = snapshot;
    this.session = verdict.session;
    this.sessionVersion = verdict.sessionVersion;
    this.epoch = verdict.epoch;
    this.credential = credential;
  }

  static isAdmission(value: unknown): value is Admitted {
    return value instanceof Admitted && value.#admitted;
  }
}

export type Admission = Admitted;

/** Has a credential admitted that was already checked locally. `host_moved` means that the hint was wrong. */
export async function admit(
  tenant: Tenant,
  credential: Credential,
  desk: AdmissionDesk,
  asker: Asker,
): Promise<Admission | Problem | "host_moved"> {
  const decision = await desk.admit(tenant, credential, asker);
  if (isUnanswered(decision)) return unansweredProblem(decision);
  const { verdict, snapshot } = decision;
  if (!verdict.admitted) {
    return verdict.refusal === "host_moved" ? verdict.refusal : refusalProblem(verdict.refusal, credential.kind);
  }
  return snapshot === null ? new Problem("UNAVAILABLE") : new Admitted(tenant, snapshot, verdict, credential);
}

const codes: Readonly<Record<Exclude<Refusal, "host_moved">, ProblemCode>> = {
  suspended: "TENANT_SUSPENDED",
  signed_out: "SIGNED_OUT",
  session_revoked: "SESSION_REVOKED",
  user_revoked: "USER_REVOKED",
  org_revoked: "ORGANIZATION_REVOKED",
  expired: "SESSION_EXPIRED",
  idle: "SESSION_IDLE",
};

function refusalProblem(refusal: Exclude<Refusal, "host_moved">, kind: Credential["kind"]): Problem {
  const code = codes[refusal];
  // A suspension passes; what it leaves of the cookie is refused with 401 afterwards and cleared then.
  return kind === "cookie" && refusal !== "suspended" ? deadCookieProblem(code) : new Problem(code);
}

/** A refusal that also makes the browser forget the cookie. */
export function deadCookieProblem(code: ProblemCode): Problem {
  return new Problem(code, { headers: { "set-cookie": clearedSessionCookie } });
}
