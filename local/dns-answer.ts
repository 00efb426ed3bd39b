import { normalizedName, recordTypes } from "./dns-records.ts";
import type { DnsRecord } from "./dns-records.ts";

/** An answer of DNS over HTTPS in JSON: developers.cloudflare.com/1.1.1.1/encryption/dns-over-https/make-api-requests/dns-json */
export interface DnsAnswer {
  /** 0 is NOERROR, 2 is SERVFAIL, 3 is NXDOMAIN (RFC 6895 section 2.3). */
  readonly Status: 0 | 2 | 3;
  /** That there is more than the answer has. */
  readonly TC: boolean;
  readonly RD: true;
  readonly RA: true;
  readonly AD: false;
  readonly CD: false;
  readonly Question: readonly [{ readonly name: string; readonly type: number }];
  /** Missing when there is nothing to tell. */
  readonly Answer?: readonly DnsAnswerRecord[];
}

interface DnsAnswerRecord {
  readonly name: string;
  readonly type: number;
  /** In seconds. */
  readonly TTL: number;
  readonly data: string;
}

/** Types that may be asked for and that nothing here has. */
const otherTypes: Readonly<Record<string, number>> = { NS: 2, SOA: 6, MX: 15, SRV: 33, HTTPS: 65 };

const timeToLiveSeconds = 60;

/** An alias of an alias of an alias: resolvers give up too, with SERVFAIL. */
const longestChain = 16;

/** The number of a type given by name or by number; undefined when it is neither. */
export function typeNumber(type: string): number | undefined {
  if (/^[1-9]\d{0,4}$/.test(type)) return Number(type);
  const name = type.toUpperCase();
  return new Map(Object.entries({ ...recordTypes, ...otherTypes })).get(name);
}

/**
 * What a resolver says about a name. It follows aliases, as resolvers do.
 *
 * @param bareNames names that exist, whatever records they have
 */
export function dnsAnswer(
  records: readonly DnsRecord[],
  bareNames: readonly string[],
  asked: string,
  type: number,
): DnsAnswer {
  const found: DnsAnswerRecord[] = [];
  let name = normalizedName(asked);
  let known = false;
  for (let step = 0; ; step += 1) {
    if (step > longestChain) return answerWith(asked, type, 2, []);
    const ofName = records.filter((record) => record.name === name);
    known = ofName.length > 0 || bareNames.includes(name);
    found.push(...ofName.filter((record) => recordTypes[record.type] === type).flatMap(answerRecords));
    const alias = ofName.find((record) => record.type === "CNAME");
    if (alias?.values[0] === undefined || type === recordTypes.CNAME) break;
    found.push(...answerRecords(alias));
    name = normalizedName(alias.values[0]);
  }
  return answerWith(asked, type, known ? 0 : 3, found);
}

export function answerWith(
  asked: string,
  type: number,
  status: DnsAnswer["Status"],
  found: readonly DnsAnswerRecord[],
): DnsAnswer {
  return {
    Status: status,
    TC: false,
    RD: true,
    RA: true,
    AD: false,
    CD: false,
    Question: [{ name: normalizedName(asked), type }],
    ...(found.length > 0 && { Answer: found }),
  };
}

export function answerRecords({ name, type, values }: DnsRecord): DnsAnswerRecord[] {
  return values.map((value) => ({
    name,
    type: recordTypes[type],
    TTL: timeToLiveSeconds,
    data: type === "TXT" ? quoted(value) : value,
  }));
}

/** Character strings of at most 255 bytes each, quoted (RFC 1035 sections 3.3.14 and 5.1). */
function quoted(text: string): string {
  const bytes = Buffer.from(text);
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 255) {
    const piece = bytes.subarray(start, start + 255).toString("latin1");
    const printable = piece.replace(/["\\]|[^\x20-\x7e]/g, (character: string) =>
      character === '"' || character === "\\"
        ? `\\${character}`
        : `\\${String(character.charCodeAt(0)).padStart(3, "0")}`,
    );
    pieces.push(`"${printable}"`);
  }
  return pieces.join(" ");
}
