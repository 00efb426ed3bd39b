import { writeLetter, type Letter } from "./letter.ts";

export interface PasswordResetMail {
  /** The origin of the host the reset was asked for on. */
  readonly origin: string;
  readonly token: string;
  readonly name: string;
  readonly organizationName: string;
  readonly sender: string;
  readonly color: string | null;
}

/** Lets somebody choose a new password. Says where the account is, because the same address may have several. */
export function passwordResetMail(mail: PasswordResetMail): Letter {
  return writeLetter({
    subject: `Reset your password for ${mail.organizationName}`,
    sender: mail.sender,
    paragraphs: [
      `Hello ${mail.name},`,
      `somebody, hopefully you, has asked for a new password for your account at ${mail.organizationName}.`,
    ],
    actions: [
      {
        label: "Choose a new password",
        url: `${mail.origin}/reset-password?token=${encodeURIComponent(mail.token)}`,
      },
    ],
    notes: [
      "The link works once and only for a short time. Choosing a new password ends all of your sessions.",
      "If it was not you, ignore this message: your password stays as it is.",
    ],
    color: mail.color,
  });
}
