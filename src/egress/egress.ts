import type { DnsResolver } from "../dns/resolver.ts";
import { limitedText, type Fetch } from "../http/outgoing.ts";
import { failure, success, type Result } from "../result/result.ts";
import { addressKind } from "./address.ts";
import { destinationOf, type Destination } from "./destination.ts";
import type { EgressFailure } from "./failure.ts";

/** What may be said to somebody outside: only what is written here, and nothing that a request of ours came with. */
export interface EgressRequest {
  readonly url: string;
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
  /** Media types of an answer that is read, in lower case. */
  readonly accepts: readonly string[];
}

/** An answer with any status but a redirection's, whole and of a type that was asked for. */
export interface EgressAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

export interface EgressOptions {
  readonly fetch: Fetch;
  readonly resolver: DnsResolver;
  /** Origins of stand-ins on a developer's machine: called without TLS and without asking where they are. */
  readonly localOrigins: ReadonlySet<string>;
  readonly limits?: EgressLimits;
}

export interface EgressLimits {
  /** From the first question to the resolver to the last byte. */
  readonly milliseconds: number;
  readonly bytes: number;
}

/**
 * The only way out to addresses that somebody else has chosen.
 *
 * A name is resolved before every call, and every address it has must be public. That leaves a gap: a Worker cannot
 * pin the address that `fetch` connects to, and a name may mean something else a moment later (DNS rebinding). What
 * closes the rest: the connection speaks TLS, and a machine inside has no certificate for the attacker's name; the flag
 * `global_fetch_strictly_public` sends every call out of our zone through the public network; and from Cloudflare's
 * network, where Workers run, no private address can be reached at all. What an attacker gains from one is an answer
 * that is neither JSON for us nor ever shown.
 */
export class Egress {
  readonly #fetch: Fetch;
  readonly #resolver: DnsResolver;
  readonly #localOrigins: ReadonlySet<string>;
  readonly #limits: EgressLimits;

  constructor({ fetch, resolver, localOrigins, limits = usualLimits }: EgressOptions) {
    this.#fetch = fetch;
    this.#resolver = resolver;
    this.#localOrigins = localOrigins;
    this.#limits = limits;
  }

  /** Whether a URL may be called, as far as can be told without asking anybody. */
  destination(url: string): Result<Destination, EgressFailure> {
    return destinationOf(url, this.#localOrigins);
  }

  /** Whether a destination leads to public addresses and to nothing else, as the resolver says it now. */
  async resolve({ host, kind }: Destination): Promise<Result<null, EgressFailure>> {
    if (kind !== "name") return success(null);
    const resolved = await this.#resolver.addresses(host);
    if (!resolved.ok) {
      return resolved.failure === "no_such_record"
        ? failure({ reason: "no_such_host", host })
        : failure({ reason: "unreachable", host, at: "resolver" });
    }
    for (const address of resolved.value) {
      const addressed = addressKind(address) ?? "reserved";
      if (addressed !== "public") return failure({ reason: "refused_address", host, address, kind: addressed });
    }
    return success(null);
  }

  async send(request: EgressRequest): Promise<Result<EgressAnswer, EgressFailure>> {
    const destination = this.destination(request.url);
    if (!destination.ok) return destination;
    const { host } = destination.value;
    const abandon = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<Result<never, EgressFailure>>((resolve) => {
      const { milliseconds } = this.#limits;
      const timeout = failure({ reason: "timeout", host, limitMilliseconds: milliseconds });
      timer = setTimeout(() => resolve(timeout), milliseconds);
    });
    try {
      return await Promise.race([this.#call(request, destination.value, abandon.signal), late]);
    } finally {
      clearTimeout(timer);
      abandon.abort();
    }
  }

  async #call(
    request: EgressRequest,
    destination: Destination,
    signal: AbortSignal,
  ): Promise<Result<EgressAnswer, EgressFailure>> {
    const { host, url } = destination;
    const resolved = await this.resolve(destination);
    if (!resolved.ok) return resolved;
    try {
      const response = await this.#fetch(url.href, {
        method: request.method,
        headers: { "user-agent": "Gatehouse", ...request.headers, accept: request.accepts.join(", ") },
        body: request.body,
        redirect: "manual",
        cache: "no-store",
        signal,
      });
      return await this.#read(response, host, request.accepts);
    } catch {
      return failure({ reason: "unreachable", host, at: "connection" });
    }
  }

  async #read(
    response: Response,
    host: string,
    accepts: readonly string[],
  ): Promise<Result<EgressAnswer, EgressFailure>> {
    const { status } = response;
    if (status < 200 || (status >= 300 && status < 400)) {
      return failure({ reason: "redirected", host, status, to: hostOf(response.headers.get("location")) });
    }
    const contentType = mediaType(response.headers.get("content-type"));
    if (contentType === null || !accepts.includes(contentType)) {
      return response.ok
        ? failure({ reason: "wrong_content_type", host, contentType })
        : failure({ reason: "status", host, status });
    }
    const text = await limitedText(response, this.#limits.bytes);
    return text === null
      ? failure({ reason: "too_large", host, limitBytes: this.#limits.bytes })
      : success({ status, contentType, text });
  }
}

const usualLimits: EgressLimits = { milliseconds: 5_000, bytes: 256 * 1024 };

/** Without parameters, lower case; cut to what a media type may be, because it is shown. */
function mediaType(header: string | null): string | null {
  const type = (header ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? type : null;
}

/** Where a redirection leads is shown by its host: the rest may carry what is nobody's business. */
function hostOf(location: string | null): string | null {
  return location !== null && URL.canParse(location) ? new URL(location).host : null;
}
