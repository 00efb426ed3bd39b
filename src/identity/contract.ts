import { z } from "@hono/zod-openapi";

/**
 * In lower case, once it is certain that all of it is ASCII: letters of other alphabets become ordinary ones by that (the
 * Kelvin sign a k), and the address somebody else's.
 */
export const emailAddress = z
  .string()
  .trim()
  .refine(isAscii, "must be an e-mail address")
  .toLowerCase()
  .max(254)
  .pipe(z.email("must be an e-mail address"));

export const password = z
  .string()
  .min(12, "must have at least 12 characters")
  .max(128, "must have at most 128 characters");

/** One line: names stand in the text of mails, where a line break would begin a paragraph of the writer's own. */
export const personName = z
  .string()
  .trim()
  .min(1, "must not be empty")
  .max(100)
  .refine(isOneLine, "must be one line of text");

/** The length of a password is no one's business at sign-in: a wrong one is simply wrong. */
export const signInBody = z
  .strictObject({ email: emailAddress, password: z.string().min(1).max(1024) })
  .openapi("SignIn");

export const signedIn = z
  .object({ user: z.object({ id: z.string(), email: z.string(), name: z.string() }), redirectTo: z.string() })
  .openapi("SignedIn");

export const requestPasswordResetBody = z.strictObject({ email: emailAddress }).openapi("RequestPasswordReset");

export const resetPasswordBody = z
  .strictObject({ token: z.string().min(1).max(200), newPassword: password })
  .openapi("ResetPassword");

export const accepted = z.object({ status: z.literal(true) }).openapi("Accepted");

/** Where a session began at a provider that wants it, `logoutUrl` is where to go to sign out there, too. */
export const signedOut = z.object({ status: z.literal(true), logoutUrl: z.string().optional() }).openapi("SignedOut");

function isAscii(text: string): boolean {
  return /^\p{ASCII}*$/u.test(text);
}

/** Whether a text has no line break and no other control character. */
export function isOneLine(text: string): boolean {
  return /^\P{Cc}*$/u.test(text);
}
