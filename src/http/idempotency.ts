import { failure, success, type Result } from "../result/result.ts";
import { Problem } from "./problem.ts";

/**
 * What a caller calls a creation by, so that it can be sent again when its answer was lost; null when it cannot.
 * draft-ietf-httpapi-idempotency-key-header; how long a key is remembered is the resource's to say.
 */
export function idempotencyKeyOf(request: Request): Result<string | null, Problem> {
  const key = request.headers.get("idempotency-key");
  if (key === null || /^[\x21-\x7e]{1,255}$/.test(key)) return success(key);
  return failure(
    new Problem("INVALID_REQUEST", { detail: "Idempotency-Key must be 1 to 255 visible ASCII characters." }),
  );
}
