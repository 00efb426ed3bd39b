import { Response } from "miniflare";
import type { PlatformOptions } from "../local/platform.ts";

const origins = ["http://resolver.localhost:8053", "http://other-resolver.localhost:8053"] as const;

/** Two resolvers that say of TXT records what a test wants them to, or nothing. */
export class StubResolver {
  readonly #records = new Map<string, readonly string[]>();
  readonly #silent = new Set<string>();
  /** What only the second does not see. */
  readonly #unseen = new Set<string>();
  /** The names that the first was asked for. */
  readonly asked: string[] = [];

  /** What has a platform's Workers ask these. */
  get options(): Pick<PlatformOptions, "vars" | "outbound"> {
    const vars = { DNS_OVER_HTTPS: origins.map((origin) => `${origin}/dns-query`).join(" ") };
    const [first, second] = origins;
    return {
      vars: { server: vars, coordinator: vars, auth: vars },
      outbound: {
        [first]: (request) => {
          const name = nameIn(request.url);
          this.asked.push(name);
          return this.#answer(name, this.#records.get(name) ?? []);
        },
        [second]: (request) => {
          const name = nameIn(request.url);
          return this.#answer(name, this.#unseen.has(name) ? [] : (this.#records.get(name) ?? []));
        },
      },
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

  /** From now on only one of the two sees this domain's records, or both do again. */
  disagree(domain: string, doDisagree = true): void {
    if (doDisagree) this.#unseen.add(`_gatehouse.${domain}`);
    else this.#unseen.delete(`_gatehouse.${domain}`);
  }

  #answer(name: string, texts: readonly string[]): Response {
    const servfail = 2;
    if (this.#silent.has(name)) return Response.json({ Status: servfail });
    return Response.json({ Status: 0, Answer: texts.map((text) => ({ name, type: 16, data: JSON.stringify(text) })) });
  }
}

function nameIn(url: string): string {
  return new URL(url).searchParams.get("name") ?? "";
}
