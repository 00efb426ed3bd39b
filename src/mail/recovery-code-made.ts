import { writeLetter, type Letter } from "./letter.ts";
import { momentOf } from "./moment.ts";
import type { RecoveryCodeMail } from "./recovery-used.ts";

/** Tells every owner that there is a new way past single sign-on: whoever had an owner's session could keep one so. */
export function recoveryCodeMadeMail({ owner, at, address, userAgent, ...mail }: RecoveryCodeMail): Letter {
  return writeLetter({
    subject: `A recovery code was made at ${mail.organizationName}`,
    sender: mail.sender,
    paragraphs: [
      "Hello,",
      `${owner.name} (${owner.email}) has made a recovery code, with which they can sign in to ${mail.organizationName} once, past single sign-on.`,
      `When: ${momentOf(at)}`,
      `From: ${address ?? "an unknown network address"}`,
      `With: ${userAgent ?? "an unknown browser"}`,
    ],
    actions: [{ label: "See the recovery codes", url: `${mail.origin}/sso` }],
    notes: [
      "A code that they had before does not work any more.",
      "All owners get this message. If none of you knows of it, delete the code and end the open sessions of whose it is.",
    ],
    color: mail.color,
  });
}
