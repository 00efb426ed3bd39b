/**
 * Whether an error says that Postgres is out of reach (down, starting, out of connections, connection lost) rather
 * than that a statement was wrong. Looks through causes, because Drizzle wraps.
 * Classes 08, 53 and 57P0x: https://www.postgresql.org/docs/17/errcodes-appendix.html; Hyperdrive reports its own
 * troubles with the origin as 58000: https://developers.cloudflare.com/hyperdrive/observability/troubleshooting/
 */
export function isDatabaseUnavailable(error: unknown): boolean {
  for (let current = error; current instanceof Error; current = current.cause) {
    const code = "code" in current && typeof current.code === "string" ? current.code : "";
    if (/^(08|53|57P0|58000)/.test(code) || networkCodes.has(code) || connectionMessages.test(current.message))
      return true;
  }
  return false;
}

/** The constraint a unique violation names, or null when the error is something else. */
export function violatedConstraint(error: unknown): string | null {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ("code" in current && current.code === "23505") {
      return "constraint" in current && typeof current.constraint === "string" ? current.constraint : "";
    }
  }
  return null;
}

const networkCodes = new Set(["ECONNREFUSED", "ECONNRESET", "EPIPE", "ETIMEDOUT", "ENOTFOUND", "EHOSTUNREACH"]);

/** node-postgres and workerd's sockets report these without a code; the last is how another Worker's error says it over RPC. */
const connectionMessages =
  /connection terminated|connection timeout|timeout expired|network connection lost|query read timeout|proxy request failed|stream was cancelled|cannot connect|connection attempt failed|not queryable|server closed the connection|client was closed|database is out of reach/i;
