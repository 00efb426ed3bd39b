import type { Result } from "../result/result.ts";
import { openIdChecks, type OpenIdCheck, type OpenIdCheckResult } from "./check.ts";
import { evidenceOf, type OpenIdFailure } from "./failure.ts";

/** Notes how each check of one sign-in has ended; what nobody noted was not reached. */
export class CheckList {
  readonly #noted = new Map<OpenIdCheck, OpenIdCheckResult>();

  notApplicable(check: OpenIdCheck, detail: string): void {
    this.#noted.set(check, { check, outcome: "not_applicable", detail });
  }

  /** Notes what a check has come to, with the evidence when it has failed, and passes it on. */
  settled<Value>(check: OpenIdCheck, result: Result<Value, OpenIdFailure>): Result<Value, OpenIdFailure> {
    const detail = result.ok ? undefined : evidenceOf(result.failure);
    const outcome = result.ok ? "passed" : "failed";
    this.#noted.set(check, { check, outcome, ...(detail !== undefined && { detail }) });
    return result;
  }

  all(): readonly OpenIdCheckResult[] {
    return openIdChecks.map((check) => this.#noted.get(check) ?? { check, outcome: "not_reached" });
  }
}
