import { writeLetter, type Letter } from "./letter.ts";
import { momentOf } from "./moment.ts";

export interface SsoDomainMail {
  /** The origin of the tenant's own host. */
  readonly origin: string;
  readonly organizationName: string;
  readonly domain: string;
  /** The identity provider that has the domain. */
  readonly providerLabel: string;
  /** What DNS is to say. */
  readonly record: { readonly name: string; readonly value: string };
  /** `failing`: the record has gone, and the domain counts on until then. `lost`: it counts no more. */
  readonly state: { readonly kind: "failing"; readonly until: Date } | { readonly kind: "lost" };
  readonly sender: string;
  readonly color: string | null;
}

/** Tells an owner that DNS does not show any more that a domain is theirs. */
export function ssoDomainMail({ domain, providerLabel, record, state, ...mail }: SsoDomainMail): Letter {
  const isLost = state.kind === "lost";
  const consequence = isLost
    ? `Nobody with an address at ${domain} can sign in through ${providerLabel} until the record is back and somebody has verified the domain again.`
    : `If it is not back by ${momentOf(state.until)}, nobody with an address at ${domain} can sign in through ${providerLabel} any more.`;
  return writeLetter({
    subject: isLost
      ? `Sign-in at ${mail.organizationName} has stopped for ${domain}`
      : `Sign-in at ${mail.organizationName} will stop for ${domain}`,
    sender: mail.sender,
    paragraphs: [
      "Hello,",
      `the DNS record that shows that ${domain} belongs to ${mail.organizationName} has gone. ${consequence}`,
      `It is a TXT record. Its name: ${record.name}`,
      `Its value: ${record.value}`,
      "Put it back where your domain's DNS is managed, with exactly this value.",
    ],
    actions: [{ label: "Open the single sign-on settings", url: `${mail.origin}/sso` }],
    notes: ["All owners get this message. Sessions that are open stay open."],
    color: mail.color,
  });
}
