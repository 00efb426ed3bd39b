import type { Hostname } from "../api.gen/types.gen.ts";

export interface DnsRecord {
  readonly type: string;
  readonly name: string;
  readonly value: string;
}

/** The records that people have to set, in the order in which they are told. */
function recordsOf({ hostname, record, cnameTarget }: Pick<Hostname, "hostname" | "record" | "cnameTarget">) {
  return [record, { type: "CNAME", name: hostname, value: cnameTarget }] as const satisfies readonly DnsRecord[];
}

/** For somebody else who manages the DNS: what to set, in a message that needs no explanation. */
export function instructions(
  hostname: Pick<Hostname, "hostname" | "record" | "cnameTarget" | "validation" | "records">,
  organization: string,
): string {
  const more = hostname.validation === "txt" ? hostname.records : [];
  const records = [...recordsOf(hostname), ...more];
  return [
    `${organization} wants to be reached at ${hostname.hostname}. Please add these records to the DNS:`,
    ...records.map(({ type, name, value }) => `Type: ${type}\nName: ${name}\nValue: ${value}`),
    "Many DNS providers put the domain behind the name by themselves: then leave it out of the name. At Cloudflare, set CNAME records to “DNS only”.",
  ].join("\n\n");
}
