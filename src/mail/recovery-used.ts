import { writeLetter, type Letter } from "./letter.ts";
import { momentOf } from "./moment.ts";

/** What was done with a recovery code: of its making, too. */
export interface RecoveryCodeMail {
  /** The origin of the host it was done on. */
  readonly origin: string;
  readonly organizationName: string;
  /** The owner whose code it was. */
  readonly owner: { readonly name: string; readonly email: string };
  readonly at: Date;
  /** From where: a network address and what the browser calls itself, as far as they are known. */
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly sender: string;
  readonly color: string | null;
}

/** Tells every owner that somebody has come in past single sign-on. */
export function recoveryUsedMail({ owner, at, address, userAgent, ...mail }: RecoveryCodeMail): Letter {
  return writeLetter({
    subject: `A recovery code was used at ${mail.organizationName}`,
    sender: mail.sender,
    paragraphs: [
      "Hello,",
      `somebody has signed in to ${mail.organizationName} with the recovery code of ${owner.name} (${owner.email}), past single sign-on.`,
      `When: ${momentOf(at)}`,
      `From: ${address ?? "an unknown network address"}`,
      `With: ${userAgent ?? "an unknown browser"}`,
    ],
    actions: [{ label: "See the open sessions", url: `${mail.origin}/sessions` }],
    notes: [
      "The session ends after an hour at the latest, and the code does not work a second time.",
      "All owners get this message. If none of you knows of it, end the session at once and find out who has had the code.",
    ],
    color: mail.color,
  });
}
