/**
 * Whom attempts from a network address are counted for: the address itself, of IPv6 the /64 it is in, because that
 * is the least anybody is given. Who comes without an address shares one count with all others who do.
 */
export function addressKey(address: string | null): string {
  if (address === null) return nowhere;
  if (!address.includes(":")) return address;
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped !== undefined) return mapped;
  const [before = "", after] = address.split("::");
  const head = groupsOf(before);
  const tail = groupsOf(after ?? "");
  const zeros = after === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  const network = [...head, ...Array.from({ length: zeros }, () => 0), ...tail].slice(0, 4);
  if (network.length < 4 || network.some((group) => Number.isNaN(group))) return nowhere;
  return `${network.map((group) => group.toString(16)).join(":")}::/64`;
}

const nowhere = "unknown";

/** Groups of 16 bits; an IPv4 address at the end is two of them. */
function groupsOf(text: string): number[] {
  if (text === "") return [];
  return text.split(":").flatMap((group) => (group.includes(".") ? [0, 0] : [Number.parseInt(group, 16)]));
}
