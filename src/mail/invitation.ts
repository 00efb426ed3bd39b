import type { Role } from "../authorization/role.ts";
import { writeLetter, type Letter } from "./letter.ts";

export interface InvitationMail {
  /** The origin of the tenant's own host: `https://acme.app.gatehouse.example`. */
  readonly origin: string;
  readonly invitationId: string;
  readonly organizationName: string;
  readonly role: Role;
  /** The member who invites; null for an operator, whose name says nothing to the invited. */
  readonly invitedBy: string | null;
  readonly expiresAt: Date;
  readonly sender: string;
  readonly color: string | null;
}

/** Invites somebody into an organization. The link is the capability: whoever has it can accept. */
export function invitationMail(mail: InvitationMail): Letter {
  const { organizationName, invitedBy } = mail;
  const opening =
    invitedBy === null
      ? `You have been invited to join ${organizationName} ${roleNames[mail.role]}.`
      : `${invitedBy} has invited you to join ${organizationName} ${roleNames[mail.role]}.`;
  return writeLetter({
    subject: `Join ${organizationName}`,
    sender: mail.sender,
    paragraphs: ["Hello,", opening, "Choose a password, and you are in."],
    actions: [{ label: "Accept the invitation", url: `${mail.origin}/accept-invite/${mail.invitationId}` }],
    notes: [
      `The invitation is good until ${dayOf(mail.expiresAt)} and works once.`,
      "If you did not expect it, ignore this message: nothing happens until somebody accepts.",
    ],
    color: mail.color,
  });
}

const roleNames: Readonly<Record<Role, string>> = {
  owner: "as an owner",
  admin: "as an administrator",
  member: "as a member",
};

function dayOf(date: Date): string {
  return new Intl.DateTimeFormat("en-GB", { dateStyle: "long", timeZone: "UTC" }).format(date);
}
