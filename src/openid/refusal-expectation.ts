import { expect } from "vitest";
import { openIdAdvice } from "./advice.ts";
import { openIdChecks, type OpenIdCheck } from "./check.ts";
import type { OpenIdFailure } from "./failure.ts";
import type { StandInIssuer } from "./stand-in-issuer.ts";

/** The sign-in fails at this check and for this reason, those before it hold, and nothing after it is looked at. */
export async function expectRefusal(idp: StandInIssuer, check: OpenIdCheck, failure: OpenIdFailure): Promise<void> {
  const { result, checks } = await idp.complete();
  expect(result).toEqual({ ok: false, failure });
  expect(openIdAdvice[failure.reason].advice).not.toBe("");
  const place = openIdChecks.indexOf(check);
  for (const [index, { outcome }] of checks.entries()) {
    // Metadata comes first where a sign-in begins; where it ends, nobody is asked before the state is right.
    if (index < place && check === "response_state") expect(outcome, openIdChecks[index]).toBe("not_reached");
    else if (index < place) expect(["passed", "not_applicable"], openIdChecks[index]).toContain(outcome);
    else expect(outcome, openIdChecks[index]).toBe(index === place ? "failed" : "not_reached");
  }
}
