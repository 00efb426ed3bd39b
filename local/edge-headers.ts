/**
 * Headers that only the edge may set. A client's own are dropped, so that a Worker which trusts one of them
 * trusts Cloudflare and nobody else. `mf-*` are Miniflare's, which stands where Cloudflare's are in production.
 * `cf-webhook-auth` is not among them: it comes with a notification of Cloudflare's, as a password, and is to arrive.
 */
const reserved = /^(?:cf-(?!webhook-auth$)|x-forwarded-|mf-|forwarded$|true-client-ip$|x-real-ip$)/;

/** They describe one connection, not the message (RFC 9110 section 7.6.1). */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/** Names and values in turn, as Node keeps them: order and capitals are as they came. */
export type RawHeaders = readonly string[];

/**
 * What goes on to a Worker.
 *
 * @param set headers that the edge adds; they replace the client's
 */
export function forwardedHeaders(received: RawHeaders, set: Readonly<Record<string, string>>): string[] {
  const named = connectionOptions(received);
  const kept = filterHeaders(
    received,
    (name) => !reserved.test(name) && !hopByHop.has(name) && !named.has(name) && !(name in set),
  );
  return [...kept, ...Object.entries(set).flat()];
}

/** What goes back to the client: nothing that only Miniflare says. */
export function returnedHeaders(received: RawHeaders): string[] {
  const named = connectionOptions(received);
  return filterHeaders(received, (name) => !hopByHop.has(name) && !named.has(name) && !name.startsWith("x-mf-"));
}

function filterHeaders(headers: RawHeaders, keep: (name: string) => boolean): string[] {
  const kept: string[] = [];
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name, value] = [headers[index] as string, headers[index + 1] as string];
    if (keep(name.toLowerCase())) kept.push(name, value);
  }
  return kept;
}

/** Headers that the Connection header declares to be about this connection only. */
function connectionOptions(headers: RawHeaders): ReadonlySet<string> {
  const options = new Set<string>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    if (headers[index]?.toLowerCase() !== "connection") continue;
    for (const option of (headers[index + 1] as string).split(",")) options.add(option.trim().toLowerCase());
  }
  // A client must not be able to take these away.
  options.delete("host");
  options.delete("cookie");
  options.delete("origin");
  options.delete("authorization");
  return options;
}
