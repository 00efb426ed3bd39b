import type { FinalFailure } from "../hostnames/hostname.ts";
import { writeLetter, type Letter } from "./letter.ts";
import { momentOf } from "./moment.ts";

export interface HostnameMail {
  /** The origin of the host that the tenant's mails lead to. */
  readonly origin: string;
  readonly organizationName: string;
  readonly hostnameId: string;
  /** As people write it. */
  readonly hostname: string;
  /** What its CNAME record is to lead to. */
  readonly cnameTarget: string;
  readonly news: HostnameOccasion;
  readonly sender: string;
  readonly color: string | null;
}

/** What has happened to it. */
export type HostnameOccasion =
  /** @property address where it is served */
  | { readonly kind: "active"; readonly address: string }
  | { readonly kind: "failed"; readonly failure: FinalFailure }
  | { readonly kind: "moved" }
  /** It was never shown whose it is. */
  | { readonly kind: "expired" }
  /** It was lost, and nobody has shown its record again. */
  | { readonly kind: "given_up" }
  | { readonly kind: "certificate_expiring"; readonly until: Date };

/** Tells an admin what has become of a hostname of their organization. */
export function hostnameMail({ hostname, hostnameId, cnameTarget, news, ...mail }: HostnameMail): Letter {
  const { subject, paragraphs, label } = contentOf(hostname, mail.organizationName, cnameTarget, news);
  const page = news.kind === "expired" || news.kind === "given_up" ? "" : `/${hostnameId}`;
  return writeLetter({
    subject,
    sender: mail.sender,
    paragraphs: ["Hello,", ...paragraphs],
    actions: [{ label, url: `${mail.origin}/org/settings/domains${page}` }],
    notes: ["All admins and owners get this message."],
    color: mail.color,
  });
}

interface Content {
  readonly subject: string;
  readonly paragraphs: readonly string[];
  readonly label: string;
}

function contentOf(hostname: string, organization: string, cnameTarget: string, news: HostnameOccasion): Content {
  const label = "See what is set up";
  const cname = `Its CNAME record should lead to: ${cnameTarget}`;
  switch (news.kind) {
    case "active":
      return {
        subject: `${hostname} is ready`,
        paragraphs: [
          `people can use ${organization} at ${news.address} from now on. The certificate is there and renews itself.`,
          `If ${hostname} still leads elsewhere, because its certificate was to come first, change its CNAME record now. It should lead to: ${cnameTarget}`,
          "Leave the DNS records in place: without them the hostname stops working.",
        ],
        label: "Open the domain settings",
      };
    case "failed": {
      const { why, remedy } = reasons[news.failure];
      return {
        subject: `${hostname} cannot be used`,
        paragraphs: [`people cannot open ${organization} at ${hostname}: ${why}`, remedy, cname],
        label,
      };
    }
    case "moved":
      return {
        subject: `${hostname} does not lead here any more`,
        paragraphs: [
          `nobody reaches ${organization} at ${hostname} now, and the sessions that people had there have ended: its DNS leads elsewhere, or Cloudflare does not serve it for us any more.`,
          `If that was meant, remove ${hostname} in the domain settings. If not, put its records back, the TXT record too, and choose "Try again" there. After 30 days it is given up, once its TXT record is not there any more.`,
          cname,
        ],
        label: "Open the domain settings",
      };
    case "expired":
      return {
        subject: `${hostname} was never confirmed`,
        paragraphs: [
          `it was not confirmed within 14 days that ${hostname} belongs to ${organization}, so its TXT record is not waited for any longer. Nothing else has changed.`,
          "To try again, add the hostname once more. The record will have another value then.",
        ],
        label: "Open the domain settings",
      };
    case "given_up":
      return {
        subject: `${hostname} was given up`,
        paragraphs: [
          `${hostname} has not led to ${organization} for 30 days or longer, and its TXT record was not there to show that it should: so it was given up. For 7 more days nobody else can add it.`,
          "To use it again, add the hostname once more. The record will have another value then.",
        ],
        label: "Open the domain settings",
      };
    case "certificate_expiring":
      return {
        subject: `The certificate of ${hostname} runs out soon`,
        paragraphs: [
          `the certificate of ${hostname} is good until ${momentOf(news.until)}, and has not been renewed yet. After that, browsers will refuse to open ${organization} there.`,
          "It renews itself as long as the DNS records are in place, and none of your CAA records forbids it. Look at them now.",
          cname,
        ],
        label,
      };
  }
}

/** Why it has failed, and what helps. */
const reasons: Readonly<Record<FinalFailure, { readonly why: string; readonly remedy: string }>> = {
  validation_timed_out: {
    why: "Cloudflare has looked for its records for a week without finding them.",
    remedy:
      'Set the records as the domain settings show them, the TXT record of step 1 too, and choose "Try again" there.',
  },
  certificate_timed_out: {
    why: "its certificate could not be issued in time.",
    remedy:
      'See whether a CAA record of your domain forbids the certificate authorities that the domain settings name. Then choose "Try again" there, with the TXT record of step 1 in place.',
  },
  certificate_expired: {
    why: "its certificate has run out and could not be renewed.",
    remedy:
      'Put its records back as the domain settings show them, the TXT record of step 1 too, and choose "Try again" there.',
  },
  blocked: {
    why: "somebody holds the domain at Cloudflare and does not allow that it is used elsewhere.",
    remedy:
      'Whoever manages the domain at Cloudflare has to release the zone hold. Then choose "Try again" in the domain settings, with the TXT record of step 1 in place.',
  },
  name_refused: {
    why: "Cloudflare does not accept this name.",
    remedy: "Remove it in the domain settings and add another one.",
  },
};
