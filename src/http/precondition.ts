import { failure, success, type Result } from "../result/result.ts";
import { Problem } from "./problem.ts";

/** A document that several people may change at once. */
interface Versioned {
  readonly version: number;
}

/** A document's version as the entity tag it goes by (RFC 9110 section 8.8.3). */
export function etagOf({ version }: Versioned): string {
  return `"${version}"`;
}

/** The version that a change is meant for: nobody changes what they have not seen. */
export function expectedVersion(request: Request): Result<number, Problem> {
  const expected = versionIfExpected(request);
  if (expected.ok && expected.value === null) return failure(new Problem("PRECONDITION_REQUIRED"));
  return expected as Result<number, Problem>;
}

/** The same where the caller may leave it open; null for that. */
export function versionIfExpected(request: Request): Result<number | null, Problem> {
  const header = request.headers.get("if-match");
  if (header === null) return success(null);
  const digits = /^"(0|[1-9]\d{0,14})"$/.exec(header)?.[1];
  return digits === undefined
    ? failure(new Problem("INVALID_REQUEST", { detail: "If-Match must be one strong ETag." }))
    : success(Number(digits));
}

/** That somebody else was first, with what they have made of the document. */
export function preconditionFailed(current: Versioned): Problem {
  return new Problem("PRECONDITION_FAILED", { extensions: { current }, headers: { etag: etagOf(current) } });
}
