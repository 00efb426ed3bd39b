import { z } from "zod";
import { unlessLate } from "../health/time-limit.ts";
import { limitedText, type Fetch } from "../http/outgoing.ts";
import { failure, success, type Result } from "../result/result.ts";
import { textOf } from "./character-string.ts";

/** `no_such_record`: the resolver says that there is none. `no_answer`: it says nothing, or cannot find out. */
export type DnsFailure = "no_such_record" | "no_answer";

/**
 * Asks a resolver for DNS records, by HTTPS and in JSON. Keeps nothing: how long an answer holds is the resolver's
 * business, and whoever asks wants to know how it is now.
 *
 * developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json
 */
export class DnsResolver {
  readonly #endpoint: string;
  readonly #fetch: Fetch;
  readonly #limitMilliseconds: number;

  constructor(endpoint: string, fetch: Fetch, limitMilliseconds = 3_000) {
    this.#endpoint = endpoint;
    this.#fetch = fetch;
    this.#limitMilliseconds = limitMilliseconds;
  }

  /** The texts of a name's TXT records. */
  async txt(name: string): Promise<Result<readonly string[], DnsFailure>> {
    const answer = await this.#ask(name, "TXT");
    return answer.ok ? someOf(answer.value.map(textOf)) : answer;
  }

  /**
   * All addresses of a name, IPv4 and IPv6, at the end of its aliases. When one of the two kinds cannot be found out,
   * there is no answer: what nobody saw may be the address that a call goes to.
   */
  async addresses(name: string): Promise<Result<readonly string[], DnsFailure>> {
    const [v4, v6] = await Promise.all([this.#ask(name, "A"), this.#ask(name, "AAAA")]);
    if (!v4.ok) return v4;
    if (!v6.ok) return v6;
    return someOf([...v4.value, ...v6.value]);
  }

  async #ask(name: string, type: keyof typeof typeNumbers): Promise<Result<readonly string[], "no_answer">> {
    const url = new URL(this.#endpoint);
    url.searchParams.set("name", name);
    url.searchParams.set("type", type);
    const abandon = new AbortController();
    const asking = async () => {
      const response = await this.#fetch(url.href, {
        headers: { accept: "application/dns-json" },
        redirect: "manual",
        cache: "no-store",
        signal: abandon.signal,
      });
      const text = response.status === 200 ? await limitedText(response, maximumBytes) : null;
      return text === null ? null : answerOf(JSON.parse(text), typeNumbers[type]);
    };
    const data = await unlessLate(this.#limitMilliseconds, asking, null);
    abandon.abort();
    return data === null ? failure("no_answer") : success(data);
  }
}

const maximumBytes = 64 * 1024;

/** RFC 1035 section 3.2.2, RFC 3596 section 2.1. */
const typeNumbers = { A: 1, TXT: 16, AAAA: 28 } as const;

const answerSchema = z.object({
  Status: z.int(),
  /** Cut off: there is more than it says. */
  TC: z.boolean().default(false),
  Answer: z.array(z.object({ type: z.int(), data: z.string() })).default([]),
});

/** The data of the records of one type; null when the resolver could not tell (SERVFAIL, a broken signature, ...). */
function answerOf(json: unknown, type: number): readonly string[] | null {
  const answer = answerSchema.parse(json);
  if (answer.TC || (answer.Status !== noError && answer.Status !== noSuchName)) return null;
  return answer.Answer.filter((record) => record.type === type).map(({ data }) => data);
}

/** RFC 6895 section 2.3. */
const noError = 0;
const noSuchName = 3;

function someOf(records: readonly string[]): Result<readonly string[], DnsFailure> {
  return records.length === 0 ? failure("no_such_record") : success(records);
}
