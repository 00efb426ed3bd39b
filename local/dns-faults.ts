import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { answerRecords, answerWith } from "./dns-answer.ts";
import type { DnsAnswer } from "./dns-answer.ts";
import { normalizedName, recordTypes } from "./dns-records.ts";
import type { RecordType } from "./dns-records.ts";

/** Two resolvers, which see the same zone unless one of them is told otherwise. */
const resolvers = ["dns-query", "resolve"] as const;
export type Resolver = (typeof resolvers)[number];

/**
 * What a resolver can be made to say about a name, until it is told otherwise.
 *
 * - `servfail`, `nxdomain`: that status, and nothing else.
 * - `silence`: nothing, for a minute.
 * - `other`: `values` instead of what the zone has; without any, that there are none.
 * - `huge`: a text of four million characters beside what the zone has.
 * - `truncated`: that there is more than it says, and of the rest nothing.
 * - `hex`: data as RFC 3597 section 5 has it for types that are not known, which Cloudflare's resolver does with CAA.
 * - `malformed`: half an answer.
 */
const faultKinds = ["servfail", "nxdomain", "silence", "other", "huge", "truncated", "hex", "malformed"] as const;

/**
 * What `PUT /api/faults` takes. It replaces what was there for the same name, type and resolver; a `fault` of null takes it
 * away. `GET` lists, `DELETE` takes all away. A restart forgets them.
 */
export const faultInput = z.strictObject({
  name: z.string().min(1).transform(normalizedName),
  /** Null for every type, and for both resolvers. */
  type: z
    .enum(Object.keys(recordTypes) as [RecordType, ...RecordType[]])
    .nullable()
    .default(null),
  resolver: z.enum(resolvers).nullable().default(null),
  fault: z.enum(faultKinds).nullable(),
  values: z.array(z.string()).default([]),
});

export type DnsFault = z.infer<typeof faultInput>;

export class DnsFaults {
  private faults: DnsFault[] = [];

  list(): readonly DnsFault[] {
    return this.faults;
  }

  clear(): void {
    this.faults = [];
  }

  put(fault: DnsFault): void {
    const isSame = (other: DnsFault): boolean =>
      other.name === fault.name && other.type === fault.type && other.resolver === fault.resolver;
    this.faults = this.faults.filter((other) => !isSame(other));
    if (fault.fault !== null) this.faults.push(fault);
  }

  /** The most recent that fits. */
  find(name: string, type: number, resolver: Resolver): DnsFault | undefined {
    return this.faults.findLast(
      (fault) =>
        fault.name === normalizedName(name) &&
        (fault.type === null || recordTypes[fault.type] === type) &&
        (fault.resolver === null || fault.resolver === resolver),
    );
  }
}

/** How long nothing is said. Whoever asks has given up by then. */
const silenceMilliseconds = 60_000;

/** The body of an answer as a fault makes it. */
export async function faultyBody(fault: DnsFault, answer: DnsAnswer, asked: string, type: number): Promise<string> {
  const name = normalizedName(asked);
  switch (fault.fault) {
    case "servfail":
      return JSON.stringify(answerWith(asked, type, 2, []));
    case "nxdomain":
      return JSON.stringify(answerWith(asked, type, 3, []));
    case "silence":
      await delay(silenceMilliseconds, undefined, { ref: false });
      return JSON.stringify(answerWith(asked, type, 2, []));
    case "other": {
      const [known] = Object.entries(recordTypes).find(([, number]) => number === type) ?? ["TXT"];
      const records = answerRecords({ name, type: known as RecordType, values: fault.values });
      return JSON.stringify(answerWith(asked, type, 0, records));
    }
    case "huge": {
      const records = answerRecords({ name, type: "TXT", values: ["x".repeat(4_000_000)] });
      return JSON.stringify({ ...answer, Status: 0, Answer: [...records, ...(answer.Answer ?? [])] });
    }
    case "truncated": {
      const { Answer: _cut, ...rest } = answer;
      return JSON.stringify({ ...rest, TC: true });
    }
    case "hex": {
      const Answer = answer.Answer?.map((record) =>
        record.type === recordTypes.CAA ? { ...record, data: caaInHex(record.data) } : record,
      );
      return JSON.stringify({ ...answer, ...(Answer && { Answer }) });
    }
    case "malformed": {
      const text = JSON.stringify(answer);
      return text.slice(0, text.length / 2);
    }
    case null:
      return JSON.stringify(answer);
  }
}

/** `0 issue "ca.example"` as the bytes that RFC 8659 section 4.1 has for it: flags, the tag with its length, the value. */
function caaInHex(data: string): string {
  const [, flags = "0", tag = "", value = ""] = /^(\d+) (\S+) "(.*)"$/.exec(data) ?? [];
  const bytes = Buffer.concat([Buffer.from([Number(flags), tag.length]), Buffer.from(tag), Buffer.from(value)]);
  const hex = bytes.toString("hex").replace(/../g, " $&");
  return `\\# ${bytes.length}${hex}`;
}
