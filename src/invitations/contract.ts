import { z } from "@hono/zod-openapi";
import { roles } from "../authorization/role.ts";
import { pageOf } from "../http/page.ts";
import { emailAddress, password, personName } from "../identity/contract.ts";

export const invitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.enum(roles),
    status: z.enum(["pending", "accepted", "revoked", "expired"]),
    invitedBy: z.object({ type: z.enum(["user", "operator"]), id: z.string(), name: z.string() }),
    createdAt: z.iso.datetime(),
    expiresAt: z.iso.datetime(),
  })
  .openapi("Invitation");

export const invitationPage = pageOf(invitation, "InvitationPage");

export const createInvitationBody = z
  .strictObject({ email: emailAddress, role: z.enum(roles) })
  .openapi("CreateInvitation");

export const invitationParams = z.object({ id: z.string().max(100) });

export const acceptInvitationParams = z.object({ invitationId: z.string().max(100) });

/** What the person who holds the link may see before accepting. */
export const openInvitation = z
  .object({
    id: z.string(),
    email: z.string(),
    role: z.enum(roles),
    organization: z.object({ name: z.string(), slug: z.string() }),
    invitedBy: z.object({ name: z.string() }),
    expiresAt: z.iso.datetime(),
  })
  .openapi("OpenInvitation");

/** Looser than documented, because an invitation that was accepted before is refused as such, whatever came with it. */
export const acceptInvitationBody = z
  .strictObject({
    name: z.string().max(1_000).openapi({ minLength: 1, maxLength: 100 }),
    password: z.string().max(1_000).openapi({ minLength: 12, maxLength: 128 }),
  })
  .openapi("AcceptInvitation");

/** What it takes to accept an open invitation. */
export const acceptance = z.strictObject({ name: personName, password });

export const invitationAccepted = z.object({ redirectTo: z.string() }).openapi("InvitationAccepted");
