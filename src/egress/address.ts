/** What an address is for, as far as it matters to somebody who must not be led to it. */
export type AddressKind =
  | "public"
  | "unspecified"
  | "loopback"
  | "private"
  | "link-local"
  | "metadata"
  | "multicast"
  | "documentation"
  | "reserved";

/**
 * Tells what kind of address a text is: dotted IPv4, or IPv6 in any of its notations, without brackets or zone.
 * Null when it is neither. Only what is `public` may be called.
 *
 * Registries: iana.org/assignments/iana-ipv4-special-registry and iana-ipv6-special-registry (RFC 6890).
 */
export function addressKind(text: string): AddressKind | null {
  const v4 = bytesOfV4(text);
  if (v4 !== null) return kindIn(rangesV4, v4) ?? "public";
  const v6 = bytesOfV6(text);
  // Of IPv6 only 2000::/3 is given out. Everything else, and with it every way to write an IPv4 address as an IPv6
  // address (mapped, compatible, translated, NAT64), leads nowhere or somewhere inside.
  return v6 === null ? null : (kindIn(rangesV6, v6) ?? (isWithin(v6, globalUnicast) ? "public" : "reserved"));
}

interface Range {
  readonly bytes: readonly number[];
  readonly bits: number;
}

type SpecialKind = Exclude<AddressKind, "public">;

function kindIn(ranges: readonly (readonly [SpecialKind, Range])[], bytes: readonly number[]): SpecialKind | null {
  return ranges.find(([, range]) => isWithin(bytes, range))?.[0] ?? null;
}

function isWithin(bytes: readonly number[], range: Range): boolean {
  return bytes.every((byte, index) => {
    const bits = Math.min(Math.max(range.bits - index * 8, 0), 8);
    const mask = (0xff << (8 - bits)) & 0xff;
    return (byte & mask) === ((range.bytes[index] ?? 0) & mask);
  });
}

function bytesOfV4(text: string): readonly number[] | null {
  const parts = text.split(".");
  // No leading zeros: some read them as octal.
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return null;
  return parts.map(Number);
}

function bytesOfV6(text: string): readonly number[] | null {
  // The URL parser knows every notation, and writes each address in one: RFC 5952, without dotted IPv4.
  if (!/^[\da-f:.]+$/i.test(text) || !text.includes(":") || !URL.canParse(`http://[${text}]`)) return null;
  const [head = "", tail] = new URL(`http://[${text}]`).hostname.slice(1, -1).split("::");
  const before = groupsOf(head);
  const after = groupsOf(tail ?? "");
  const groups = [...before, ...Array<number>(8 - before.length - after.length).fill(0), ...after];
  return groups.flatMap((group) => [group >> 8, group & 0xff]);
}

function groupsOf(text: string): number[] {
  return text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
}

function rangeV4(text: string): Range {
  const [address = "", bits] = text.split("/");
  return { bytes: bytesOfV4(address) ?? [], bits: Number(bits) };
}

function rangeV6(text: string): Range {
  const [address = "", bits] = text.split("/");
  return { bytes: bytesOfV6(address) ?? [], bits: Number(bits) };
}

const globalUnicast = rangeV6("2000::/3");

/** The first that fits is told: the narrow before the wide. */
const rangesV4 = (
  [
    // Where clouds keep what their machines may know: credentials, mostly. Azure's is not even a special address.
    ["metadata", "169.254.169.254/32"],
    ["metadata", "168.63.129.16/32"],
    ["metadata", "100.100.100.200/32"],
    ["metadata", "192.0.0.192/32"],
    ["unspecified", "0.0.0.0/8"],
    ["loopback", "127.0.0.0/8"],
    ["private", "10.0.0.0/8"],
    ["private", "172.16.0.0/12"],
    ["private", "192.168.0.0/16"],
    // Shared by the customers of a carrier (RFC 6598).
    ["private", "100.64.0.0/10"],
    ["link-local", "169.254.0.0/16"],
    ["documentation", "192.0.2.0/24"],
    ["documentation", "198.51.100.0/24"],
    ["documentation", "203.0.113.0/24"],
    ["multicast", "224.0.0.0/4"],
    ["reserved", "192.0.0.0/24"],
    ["reserved", "192.31.196.0/24"],
    ["reserved", "192.52.193.0/24"],
    ["reserved", "192.88.99.0/24"],
    ["reserved", "192.175.48.0/24"],
    ["reserved", "198.18.0.0/15"],
    ["reserved", "240.0.0.0/4"],
  ] as const
).map(([kind, range]) => [kind, rangeV4(range)] as const);

const rangesV6 = (
  [
    ["metadata", "fd00:ec2::254/128"],
    ["metadata", "fd20:ce::254/128"],
    ["unspecified", "::/128"],
    ["loopback", "::1/128"],
    ["private", "fc00::/7"],
    // What was site-local before (RFC 3879).
    ["private", "fec0::/10"],
    ["link-local", "fe80::/10"],
    ["multicast", "ff00::/8"],
    ["documentation", "2001:db8::/32"],
    ["documentation", "3fff::/20"],
    // Teredo, benchmarks, ORCHID and other protocols; 6to4, which holds an IPv4 address.
    ["reserved", "2001::/23"],
    ["reserved", "2002::/16"],
    ["reserved", "2620:4f:8000::/48"],
  ] as const
).map(([kind, range]) => [kind, rangeV6(range)] as const);
