import type { Result } from "../result/result.ts";
import { openIdChecks, type OpenIdCheck, type OpenIdCheckResult } from "./check.ts";
import type { OpenIdFailure } from "./failure.ts";

/** Notes how each check of one sign-in has ended; what nobody noted was not reached. */
export class CheckList {
  readonly #noted = new Map<OpenIdCheck, OpenIdCheckResult>();

  passed(check: OpenIdCheck, detail?: string): void {
    this.#noted.set(check, { check, outcome: "passed", ...(detail !== undefined && { detail }) });
  }

  notApplicable(check: OpenIdCheck, detail: string): void {
    this.#noted.set(check, { check, outcome: "not_applicable", detail });
  }

  /** Notes what a check has come to, and passes it on. */
  settled<Value>(check: OpenIdCheck, result: Result<Value, OpenIdFailure>): Result<Value, OpenIdFailure> {
    this.#noted.set(check, { check, outcome: result.ok ? "passed" : "failed" });
    return result;
  }

  all(): readonly OpenIdCheckResult[] {
    return openIdChecks.map((check) => this.#noted.get(check) ?? { check, outcome: "not_reached" });
  }
}
