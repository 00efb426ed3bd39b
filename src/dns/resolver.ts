import { z } from "zod";
import { unlessLate } from "../time-limit/time-limit.ts";
import { limitedText, type Fetch } from "../http/outgoing.ts";
import { failure, success, type Result } from "../result/result.ts";
import { caaRecordOf, type CaaRecord } from "./caa-record.ts";
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

  /**
   * The names that a name leads to, one CNAME after another, until `target` or the end. What leads in a circle or on and
   * on is given up where that shows: it leads nowhere.
   */
  async aliases(name: string, target: string): Promise<Result<readonly string[], DnsFailure>> {
    const chain: string[] = [];
    for (let from = name; chain.length < longestChain;) {
      const answer = await this.#ask(from, "CNAME");
      if (!answer.ok) return answer;
      const to = answer.value[0];
      if (to === undefined) break;
      from = comparable(to);
      const isCircle = from === name || chain.includes(from);
      chain.push(from);
      if (isCircle || from === target) break;
    }
    return someOf(chain);
  }

  /** A name's own CAA records, those at the end of its aliases where it is one. */
  async caa(name: string): Promise<Result<readonly CaaRecord[], DnsFailure>> {
    const answer = await this.#ask(name, "CAA");
    if (!answer.ok) return answer;
    const records: CaaRecord[] = [];
    for (const data of answer.value) {
      const record = caaRecordOf(data);
      // It may be the one that forbids.
      if (record === null) return failure("no_answer");
      records.push(record);
    }
    return someOf(records);
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

/** Resolvers follow hardly more. */
const longestChain = 8;

/** A name as names are compared: without case and without the dot at its end. */
function comparable(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** RFC 1035 section 3.2.2, RFC 3596 section 2.1, RFC 8659 section 4.1. */
const typeNumbers = { A: 1, CNAME: 5, TXT: 16, AAAA: 28, CAA: 257 } as const;

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

function someOf<Record>(records: readonly Record[]): Result<readonly Record[], DnsFailure> {
  return records.length === 0 ? failure("no_such_record") : success(records);
}
