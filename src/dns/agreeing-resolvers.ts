import { failure, success, type Result } from "../result/result.ts";
import { agreementOf, type Agreement } from "./agreement.ts";
import type { CaaRecord } from "./caa-record.ts";
import type { DnsFailure, DnsResolver } from "./resolver.ts";

/** The CAA records that decide about a name, and whose they are: none and null where there are none at all. */
export interface DecidingCaa {
  readonly at: string | null;
  readonly records: readonly CaaRecord[];
}

/**
 * Two resolvers of different operators, that are believed where they agree: what proves whose a name is must not hang on
 * one that is lied to, has kept an old answer, or lies.
 */
export class AgreeingResolvers {
  readonly #resolvers: readonly [DnsResolver, DnsResolver];

  constructor(resolvers: readonly [DnsResolver, DnsResolver]) {
    this.#resolvers = resolvers;
  }

  /** Whether a name has a TXT record of this text, with or without space around it. */
  async txt(name: string, text: string): Promise<Agreement> {
    return agreementOf(await this.#ask((resolver) => resolver.txt(name)), (found) => found.trim() === text);
  }

  /** Whether a name's CNAME leads to a target, directly or by way of others. */
  async cname(name: string, target: string): Promise<Agreement> {
    return agreementOf(await this.#ask((resolver) => resolver.aliases(name, target)), (found) => found === target);
  }

  /** The CAA records that decide about a name: its own, or those of the closest parent that has any (RFC 8659 section 3). */
  async caa(name: string): Promise<Result<DecidingCaa, "no_answer" | "disagreement">> {
    const [one, other] = await this.#ask((resolver) => decidingCaa(resolver, name));
    if (!one.ok || !other.ok) return failure("no_answer");
    return textOf(one.value) === textOf(other.value) ? one : failure("disagreement");
  }

  #ask<Value>(question: (resolver: DnsResolver) => Promise<Result<Value, DnsFailure>>) {
    return Promise.all([question(this.#resolvers[0]), question(this.#resolvers[1])]);
  }
}

async function decidingCaa(resolver: DnsResolver, name: string): Promise<Result<DecidingCaa, DnsFailure>> {
  const labels = name.split(".");
  for (let start = 0; start < labels.length; start += 1) {
    const at = labels.slice(start).join(".");
    const answer = await resolver.caa(at);
    if (answer.ok) return success({ at, records: answer.value });
    if (answer.failure === "no_answer") return answer;
  }
  return success({ at: null, records: [] });
}

/** The same of the same records in whatever order. */
function textOf({ at, records }: DecidingCaa): string {
  const texts = records.map(({ critical, tag, value }) => JSON.stringify([critical, tag, value]));
  return JSON.stringify([at, texts.toSorted()]);
}
