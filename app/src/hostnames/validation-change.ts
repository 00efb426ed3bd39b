import { hasCode } from "../../../ui/problem.ts";
import type { Hostname } from "../api.gen/types.gen.ts";

/** How often something else may be first before somebody is told to try again. */
const attempts = 4;

/**
 * Chooses how a certificate is validated. That the hostname has got on in the meantime, as it does by itself, is no
 * conflict, and neither is that somebody else has chosen the same.
 */
export async function changeValidation(
  hostname: Hostname,
  to: Hostname["validation"],
  send: (base: Hostname) => Promise<Hostname>,
): Promise<Hostname> {
  let base = hostname;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await send(base);
    } catch (error) {
      const current = hasCode(error, "PRECONDITION_FAILED") ? hostnameIn(error.document["current"]) : null;
      if (current?.validation === to) return current;
      if (current === null || current.lifecycleStatus === "released" || attempt === attempts) throw error;
      base = current;
    }
  }
}

function hostnameIn(value: unknown): Hostname | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, version, validation } = value as Partial<Record<string, unknown>>;
  return typeof id === "string" && typeof version === "number" && typeof validation === "string"
    ? (value as Hostname)
    : null;
}
