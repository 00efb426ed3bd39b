import { z } from "zod";
import { hostnameNews } from "../hostnames/news.ts";

/** `userId` is who is told, `ownerId` whose code it is; where from is what the request said. */
const recoveryCodeAct = z.object({
  userId: z.string(),
  ownerId: z.string(),
  host: z.string(),
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
});

/**
 * What the outbox carries, from Postgres to mail and to the gatekeeper itself. A closed union: a row that does
 * not parse is kept and reported, never dropped.
 */
export const outboxMessage = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("mail.invitation"), payload: z.object({ invitationId: z.string() }) }),
  // The reset token is sealed: a secret never rests in plain text, not even while its mail waits.
  z.object({
    kind: z.literal("mail.password-reset"),
    payload: z.object({ userId: z.string(), host: z.string(), sealedToken: z.string() }),
  }),
  // For one owner each: a mail that failed is sent again to nobody who has it.
  z.object({
    kind: z.literal("mail.sso-domain"),
    payload: z.object({ userId: z.string(), domain: z.string(), state: z.enum(["failing", "lost"]) }),
  }),
  // For one owner each, too.
  z.object({ kind: z.literal("mail.recovery-code-made"), payload: recoveryCodeAct }),
  z.object({ kind: z.literal("mail.recovery-used"), payload: recoveryCodeAct }),
  // Looks whether the verified domains still show their records, after the cron found that nobody has for a day.
  z.object({ kind: z.literal("sso.check-domains"), payload: z.object({}) }),
  // For one admin each: a mail that failed is sent again to nobody who has it.
  z.object({
    kind: z.literal("mail.hostname"),
    payload: z.object({ userId: z.string(), hostnameId: z.string(), news: z.enum(hostnameNews) }),
  }),
  // Somebody has a reason to believe that a hostname is another now: its gatekeeper is to look.
  z.object({ kind: z.literal("hostname.check"), payload: z.object({ hostnameId: z.string() }) }),
  z.object({ kind: z.literal("gatekeeper.refresh"), payload: z.object({}) }),
  z.object({ kind: z.literal("gatekeeper.member"), payload: z.object({ userId: z.string() }) }),
  // Ends what was opened below the revision; sent by a password reset, in its transaction. The request id tells that
  // the reset's own call to the gatekeeper has done it already, whatever the clocks of the two machines say.
  z.object({
    kind: z.literal("gatekeeper.revoke-user"),
    payload: z.object({
      userId: z.string(),
      below: z.number().int(),
      reason: z.literal("password_reset"),
      requestId: z.string().optional(),
    }),
  }),
  // The host → tenant hint in KV: written when a tenant gets a host, deleted when it loses it.
  z.object({ kind: z.literal("host.hint"), payload: z.object({ hostname: z.string() }) }),
]);

export type OutboxMessage = z.infer<typeof outboxMessage>;
