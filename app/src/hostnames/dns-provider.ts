/**
 * Where a DNS provider has its records, and how its form wants them. What stands between backticks is written there: a
 * menu, a button or a field.
 */
export interface DnsProvider {
  readonly name: string;
  /** The way to the form for a new record; null where nobody can know. */
  readonly way: string | null;
  /** What the fields are called there. */
  readonly fields: {
    readonly name: string;
    readonly txtValue: string;
    readonly cnameValue: string;
  };
  /** What goes wrong there more often than elsewhere, by the type of the record. */
  readonly txtNote?: string;
  readonly cnameNote?: string;
}

export const dnsProviderIds = [
  "cloudflare",
  "route53",
  "godaddy",
  "namecheap",
  "ionos",
  "squarespace",
  "google-cloud",
  "azure",
  "other",
] as const;
export type DnsProviderId = (typeof dnsProviderIds)[number];

export const dnsProviders: Readonly<Record<DnsProviderId, DnsProvider>> = {
  cloudflare: {
    name: "Cloudflare",
    way: "Choose the domain, then `DNS` → `Records` → `Add record`.",
    fields: { name: "Name", txtValue: "Content", cnameValue: "Target" },
    cnameNote: "Set `Proxy status` to `DNS only` (a grey cloud): behind the orange one nobody can see where it leads.",
  },
  route53: {
    name: "Amazon Route 53",
    way: "Open `Hosted zones`, choose the domain, then `Create record`.",
    fields: { name: "Record name", txtValue: "Value", cnameValue: "Value" },
    txtNote: "Put quotation marks around the value: Route 53 wants them, and takes them off again.",
    cnameNote: "Leave `Alias` switched off.",
  },
  godaddy: {
    name: "GoDaddy",
    way: "Open `My Products`, choose `DNS` next to the domain, then `Add New Record`.",
    fields: { name: "Name", txtValue: "Value", cnameValue: "Value" },
  },
  namecheap: {
    name: "Namecheap",
    way: "Open `Domain List`, choose `Manage` next to the domain, then `Advanced DNS` → `Add New Record`.",
    fields: { name: "Host", txtValue: "Value", cnameValue: "Target" },
    cnameNote: "If there is a `URL Redirect Record` of the same name, remove it: it wins over the CNAME record.",
  },
  ionos: {
    name: "IONOS",
    way: "Open `Domains & SSL`, choose the domain, then the tab `DNS` → `Add record`.",
    fields: { name: "Host name", txtValue: "Value", cnameValue: "Points to" },
    cnameNote: "IONOS removes other records of the same name when you save it, and asks you first.",
  },
  squarespace: {
    name: "Squarespace (Google Domains)",
    way: "Open `Domains`, choose the domain, then `DNS` → `DNS Settings` → `Custom records` → `Add record`.",
    fields: { name: "Host", txtValue: "Data", cnameValue: "Data" },
  },
  "google-cloud": {
    name: "Google Cloud DNS",
    way: "Open `Network services` → `Cloud DNS`, choose the zone, then `Add standard`.",
    fields: { name: "DNS name", txtValue: "TXT data", cnameValue: "Canonical name" },
    txtNote: "Put quotation marks around the value.",
    cnameNote: "Put a dot behind the value, so that Google does not look for it in your own zone.",
  },
  azure: {
    name: "Azure DNS",
    way: "Open `DNS zones`, choose the domain, then `Recordsets` → `Add`.",
    fields: { name: "Name", txtValue: "Value", cnameValue: "Alias" },
    cnameNote: "Leave `Alias record set` at `No`; the field `Alias` below it is the one for the value.",
  },
  other: {
    name: "Another provider, or I do not know",
    way: null,
    fields: { name: "Name", txtValue: "Value", cnameValue: "Value" },
  },
};

/** Reads the choice out of the address; null for none, and for what this page does not know. */
export function readDnsProvider(value: unknown): DnsProviderId | null {
  return dnsProviderIds.find((id) => id === value) ?? null;
}
