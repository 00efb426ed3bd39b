import type { z } from "@hono/zod-openapi";
import { operatorContext } from "../audit/context.ts";
import { recordOperatorAct } from "../audit/record.ts";
import type { Role } from "../authorization/role.ts";
import { violatedConstraint } from "../database/failure.ts";
import type { TenantDb, TenantStatements } from "../database/tenant-db.ts";
import type { Client } from "../http/respond.ts";
import { newIdentifier } from "../identifiers/identifier.ts";
import { closeExpiredInvitations, insertInvitation } from "../invitations/repository.ts";
import { invitationReference, invitationTarget } from "../invitations/reference.ts";
import { invitationLifetimeMilliseconds } from "../invitations/table.ts";
import { findMemberByEmail } from "../members/repository.ts";
import type { OperatorGrant } from "../operators/grant.ts";
import { enqueue } from "../outbox/enqueue.ts";
import { failure, success, type Result } from "../result/result.ts";
import { tenantHostname, type PublicAddress } from "../tenancy/public-origin.ts";
import { isReservedSlug } from "../tenancy/slug.ts";
import type { createTenantBody } from "./contract.ts";
import { findTenant, insertTenant, insertTenantSettings } from "./repository.ts";

/** Where a gatekeeper lives when nobody says otherwise; it never moves later. */
export const defaultHomeRegion = "weur";

/**
 * Creates the tenant and invites its first owner, in one transaction: of two who want the same slug, one gets all of
 * it and the other nothing.
 *
 * @param db of the new tenant, whose id nobody has yet
 * @returns the id of the owner's invitation
 */
export async function createTenant(
  grant: OperatorGrant<"tenants:create">,
  wanted: z.output<typeof createTenantBody>,
  db: TenantDb,
  address: PublicAddress,
  client: Client,
): Promise<Result<string, "reserved" | "taken">> {
  const { slug, name, primaryAdminEmail, homeRegion = defaultHomeRegion } = wanted;
  if (isReservedSlug(slug)) return failure("reserved");
  const invitationId = newIdentifier("inv");
  const context = operatorContext(grant, client);
  try {
    await db.batch((tx) => [
      insertTenant(tx, { slug, name, homeRegion }),
      insertTenantSettings(tx, Array.from(name).slice(0, appNameLength).join("").trimEnd()),
      ...recordOperatorAct(
        tx,
        {
          event: "tenant.created",
          target: { type: "organization", id: tx.organizationId, name },
          data: { slug, homeRegion },
        },
        context,
        slug,
      ),
      enqueue(tx, { kind: "host.hint", payload: { hostname: tenantHostname(address, slug) } }),
      ...invitationStatements(tx, grant, { id: invitationId, email: primaryAdminEmail, role: "owner" }, slug, client),
    ]);
  } catch (error) {
    if (violatedConstraint(error) === "organizations_slug_key") return failure("taken");
    throw error;
  }
  return success(invitationId);
}

/** Invites somebody into a tenant, in the operator's name. */
export async function inviteToTenant(
  grant: OperatorGrant<"tenants:invite">,
  wanted: { readonly email: string; readonly role: Role },
  db: TenantDb,
  client: Client,
): Promise<Result<{ invitationId: string; homeRegion: string }, "not_found" | "deleted" | "member" | "pending">> {
  const [[tenant], [existing]] = await db.batch((tx) => [findTenant(tx), findMemberByEmail(tx, wanted.email)]);
  if (tenant === undefined) return failure("not_found");
  if (tenant.status === "deleted") return failure("deleted");
  if (existing !== undefined) return failure("member");
  const invitationId = newIdentifier("inv");
  try {
    await db.batch((tx) => [
      closeExpiredInvitations(tx, wanted.email),
      ...invitationStatements(tx, grant, { id: invitationId, ...wanted }, tenant.slug, client),
    ]);
  } catch (error) {
    if (violatedConstraint(error) === "invitations_one_pending") return failure("pending");
    throw error;
  }
  return success({ invitationId, homeRegion: tenant.homeRegion });
}

/** The length `organization_settings.app_name` is limited to. */
const appNameLength = 60;

/** The invitation, both audit rows and the mail. */
function invitationStatements(
  tx: TenantStatements,
  grant: OperatorGrant,
  invitation: { readonly id: string; readonly email: string; readonly role: Role },
  slug: string,
  client: Client,
) {
  const { id, role } = invitation;
  const context = operatorContext(grant, client);
  return [
    insertInvitation(tx, {
      ...invitation,
      invitedByType: "operator",
      invitedById: grant.operator.id,
      invitedByName: context.actor.name ?? grant.operator.email,
      expiresAt: new Date(Date.now() + invitationLifetimeMilliseconds).toISOString(),
    }),
    ...recordOperatorAct(
      tx,
      {
        event: "invitation.created",
        target: invitationTarget({ ...invitation, reference: invitationReference(id) }),
        data: { role },
      },
      context,
      slug,
    ),
    enqueue(tx, { kind: "mail.invitation", payload: { invitationId: id } }),
  ] as const;
}
