import { Response } from "miniflare";
import type { PlatformOptions } from "../local/platform.ts";

const origin = "http://resolver.localhost:8053";

/** A resolver that says of TXT records what a test wants it to, or nothing. */
export class StubResolver {
  readonly #records = new Map<string, readonly string[]>();
  readonly #silent = new Set<string>();
  /** The names that were asked for. */
  readonly asked: string[] = [];

  /** What has a platform's Workers ask this one. */
  get options(): Pick<PlatformOptions, "vars" | "outbound"> {
    const vars = { DNS_OVER_HTTPS: `${origin}/dns-query` };
    return {
      vars: { server: vars, coordinator: vars, auth: vars },
      outbound: { [origin]: (request) => this.#answer(new URL(request.url).searchParams.get("name") ?? "") },
    };
  }

  set(domain: string, ...texts: readonly string[]): void {
    this.#records.set(`_gatehouse.${domain}`, texts);
  }

  /** From now on nobody can find out about this domain, or can again. */
  silence(domain: string, isSilent = true): void {
    if (isSilent) this.#silent.add(`_gatehouse.${domain}`);
    else this.#silent.delete(`_gatehouse.${domain}`);
  }

  #answer(name: string): Response {
    this.asked.push(name);
    const servfail = 2;
    if (this.#silent.has(name)) return Response.json({ Status: servfail });
    const texts = this.#records.get(name) ?? [];
    return Response.json({ Status: 0, Answer: texts.map((text) => ({ name, type: 16, data: JSON.stringify(text) })) });
  }
}
