import { failure, success } from "../src/result/result.ts";
import type { Result } from "../src/result/result.ts";

/** A message as the inbox shows it; one per recipient. */
export interface MailMessage {
  readonly id: string;
  /** The address alone, in lower case. */
  readonly to: string;
  readonly from: string;
  readonly subject: string;
  readonly text: string;
  /** Empty when the message has only text. */
  readonly html: string;
  /** ISO 8601. */
  readonly sentAt: string;
}

export interface MailRefusal {
  /** One of the codes of Cloudflare's binding. */
  readonly code: "E_VALIDATION_ERROR" | "E_SENDER_NOT_VERIFIED";
  readonly message: string;
}

/** Most recipients a message may have, at Cloudflare. */
const recipientLimit = 50;

/**
 * Checks what a Worker handed to `send()` and makes the messages of it, one per recipient.
 *
 * @param allowedSenders the binding's `allowed_sender_addresses`; empty allows any
 */
export function composeMail(
  input: unknown,
  allowedSenders: readonly string[],
  now: Date,
  newId: () => string,
): Result<MailMessage[], MailRefusal> {
  if (typeof input !== "object" || input === null) return invalid("The message has to be an object.");
  const { from, to, cc, bcc, subject, text, html } = input as Record<string, unknown>;
  const sender = address(from);
  if (sender === null) return invalid("`from` is not an address.");
  if (allowedSenders.length > 0 && !allowedSenders.includes(sender)) {
    return failure({ code: "E_SENDER_NOT_VERIFIED", message: `${sender} is not an allowed sender.` });
  }
  const recipients = [to, cc, bcc].flatMap((field) => (field === undefined ? [] : field)).map(address);
  if (recipients.length === 0) return invalid("There is no recipient.");
  if (recipients.length > recipientLimit) return invalid(`There are more than ${recipientLimit} recipients.`);
  if (!recipients.every((recipient) => recipient !== null)) return invalid("A recipient is not an address.");
  if (typeof subject !== "string" || subject.trim() === "" || /[\r\n]/.test(subject)) {
    return invalid("`subject` has to be one line of text.");
  }
  if (!isOptionalText(text) || !isOptionalText(html)) return invalid("`text` and `html` have to be text.");
  if (!text && !html) return invalid("The message has neither `text` nor `html`.");
  const content = { from: displayed(from), subject, text: text ?? "", html: html ?? "", sentAt: now.toISOString() };
  return success(recipients.map((recipient) => ({ id: newId(), to: recipient, ...content })));
}

function invalid(message: string): Result<never, MailRefusal> {
  return failure({ code: "E_VALIDATION_ERROR", message });
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === "string";
}

/** The address of `ann@x.test`, `Ann <ann@x.test>` or `{email}`, or null. */
function address(value: unknown): string | null {
  const text = typeof value === "object" && value !== null && "email" in value ? value.email : value;
  if (typeof text !== "string") return null;
  const bare = (/<([^<>]*)>\s*$/.exec(text)?.[1] ?? text).trim().toLowerCase();
  return /^[^\s@<>",;]+@[^\s@<>",;]+$/.test(bare) ? bare : null;
}

function displayed(from: unknown): string {
  if (typeof from === "string") return from;
  const { email, name } = from as { email: string; name?: string };
  return name ? `${name} <${email}>` : email;
}
