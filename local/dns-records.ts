import { readFile, rename, writeFile } from "node:fs/promises";
import { isIPv4, isIPv6 } from "node:net";
import { z } from "zod";

/** Kinds of records that can be set, with their numbers (RFC 1035 section 3.2.2, RFC 3596, RFC 8659). */
export const recordTypes = { A: 1, CNAME: 5, TXT: 16, AAAA: 28, CAA: 257 } as const;

export type RecordType = keyof typeof recordTypes;

/** What one name has of one type. */
export interface DnsRecord {
  /** Lower case, without a trailing dot. */
  readonly name: string;
  readonly type: RecordType;
  readonly values: readonly string[];
}

/** The zone of everybody. */
export interface DnsRecords {
  list(): readonly DnsRecord[];
  /** Replaces what the name had of this type; nothing is left of it when there are no values. */
  set(record: DnsRecord): Promise<void>;
}

/** A name as it is compared: without case and without the trailing dot. */
export function normalizedName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** Whether a name is this machine's own business: nobody else has an address for it (RFC 6761 section 6.3). */
function isLocalName(name: string): boolean {
  return name === "localhost" || name.endsWith(".localhost");
}

const dnsName = z
  .string()
  .transform(normalizedName)
  // Underscores are no letters of hosts, but of names like `_gatehouse.acme.test`.
  .refine((name) => name.length <= 253 && /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/.test(name), {
    message: "That is not a name.",
  });

const fits: Readonly<Record<RecordType, (value: string) => boolean>> = {
  A: isIPv4,
  AAAA: isIPv6,
  CNAME: (value) => dnsName.safeParse(value).success,
  TXT: (value) => value.length > 0 && Buffer.byteLength(value) <= 4096,
  CAA: (value) => /^(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5]) [a-z0-9]{1,15} "[\x20-\x21\x23-\x7e]*"$/.test(value),
};

/** A record as the API and the page send it. */
export const recordInput = z
  .object({
    name: dnsName,
    type: z.enum(Object.keys(recordTypes) as [RecordType, ...RecordType[]]),
    value: z.union([z.string().transform((value) => [value]), z.array(z.string()).max(50)]),
  })
  .refine(({ type, value }) => value.every((each) => fits[type](each)), { message: "The value does not fit the type." })
  // What Workers may call is decided by addresses: a name of this machine must never have one.
  .refine(({ name, type }) => !isLocalName(name) || (type !== "A" && type !== "AAAA"), {
    message: "Names below localhost have no addresses.",
  })
  .transform(({ name, type, value }): DnsRecord => ({ name, type, values: value }));

/** Opens the records kept in a file. */
export async function openDnsRecords(path: string): Promise<DnsRecords> {
  let records = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as DnsRecord[],
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return [];
      throw error;
    },
  );
  const write = async (record: DnsRecord): Promise<void> => {
    const others = records.filter(({ name, type }) => name !== record.name || type !== record.type);
    const changed = record.values.length === 0 ? others : [...others, record];
    await writeFile(`${path}.new`, JSON.stringify(changed), { mode: 0o600 });
    await rename(`${path}.new`, path);
    records = changed;
  };
  // One write at a time, in the order of the calls.
  let turn: Promise<void> = Promise.resolve();
  return {
    list: () => records,
    set(record) {
      const done = turn.then(() => write(record));
      turn = done.catch(() => undefined);
      return done;
    },
  };
}
