import { mayAct } from "../src/authorization/policy.ts";
import type { TenantDb } from "../src/database/tenant-db.ts";
import type { Snapshot } from "../src/gatekeeper/contract.ts";
import { findHostname } from "../src/hostnames/repository.ts";
import { writtenBothWays } from "../src/hostnames/written-name.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { findInvitation } from "../src/invitations/repository.ts";
import { hostnameMail } from "../src/mail/hostname.ts";
import { invitationMail } from "../src/mail/invitation.ts";
import type { Letter } from "../src/mail/letter.ts";
import { passwordResetMail } from "../src/mail/password-reset.ts";
import { recoveryCodeMadeMail } from "../src/mail/recovery-code-made.ts";
import { recoveryUsedMail } from "../src/mail/recovery-used.ts";
import { ssoDomainMail } from "../src/mail/sso-domain.ts";
import { findMember } from "../src/members/repository.ts";
import type { OutboxMessage } from "../src/outbox/message.ts";
import type { Seal } from "../src/secrets/seal.ts";
import { placeOf, sealedColumns } from "../src/secrets/sealed-columns.ts";
import { domainPatienceMilliseconds, domainRecord } from "../src/sso/provider.ts";
import { findProvider, listDomains } from "../src/sso/repository.ts";
import { publicOrigin, tenantHostname } from "../src/tenancy/public-origin.ts";
import type { CoordinatorConfig } from "./config.ts";
import { occasionOf } from "./hostname-mail.ts";
import type { OutboxRow } from "./outbox.ts";
import type { OutboxDuties } from "./outbox-duties.ts";

/** What mails are written with. */
export interface MailTools {
  readonly duties: Pick<OutboxDuties, "snapshot">;
  readonly config: CoordinatorConfig;
  readonly seal: Seal;
  readonly now: () => number;
}

/** Rows that ask for a mail. */
export type MailMessage = Extract<OutboxMessage, { kind: `mail.${string}` }>;
type Payload<Kind extends MailMessage["kind"]> = Extract<MailMessage, { kind: Kind }>["payload"];

export function isMail(message: OutboxMessage): message is MailMessage {
  return message.kind.startsWith("mail.");
}

/** A mail to one person; a text says why there is none any more. */
type Written = { readonly to: string; readonly letter: Letter } | { readonly skipped: string };

/** Writes the mail that a row asks for, by what is true now. */
export function writeMail(tools: MailTools, message: MailMessage, row: OutboxRow, db: TenantDb): Promise<Written> {
  switch (message.kind) {
    case "mail.invitation":
      return writeInvitation(tools, message.payload, db);
    case "mail.password-reset":
      return writePasswordReset(tools, message.payload, row, db);
    case "mail.sso-domain":
      return writeSsoDomain(tools, message.payload, db);
    case "mail.hostname":
      return writeHostname(tools, message.payload, db);
    case "mail.recovery-code-made":
      return writeRecoveryCode(tools, recoveryCodeMadeMail, message.payload, row, db);
    case "mail.recovery-used":
      return writeRecoveryCode(tools, recoveryUsedMail, message.payload, row, db);
  }
}

async function writeInvitation(
  tools: MailTools,
  { invitationId }: Payload<"mail.invitation">,
  db: TenantDb,
): Promise<Written> {
  const { snapshot } = tools.duties;
  const [invitation] = await findInvitation(db, await sha256Hex(invitationId));
  if (invitation === undefined || invitation.status !== "pending") return { skipped: "The invitation is not open" };
  const expiresAt = new Date(invitation.expiresAt);
  if (expiresAt.getTime() <= tools.now()) return { skipped: "The invitation has expired" };
  const letter = invitationMail({
    origin: originOf(tools),
    invitationId,
    organizationName: snapshot.name,
    role: invitation.role,
    invitedBy: invitation.invitedByType === "user" ? invitation.invitedByName : null,
    expiresAt,
    ...brandOf(snapshot),
  });
  return { to: invitation.email, letter };
}

async function writePasswordReset(
  tools: MailTools,
  { userId, host, sealedToken }: Payload<"mail.password-reset">,
  { createdAt }: OutboxRow,
  db: TenantDb,
): Promise<Written> {
  const { snapshot } = tools.duties;
  if (createdAt + resetLifetimeMilliseconds <= tools.now()) return { skipped: "The link has expired" };
  // The host may have gone to another tenant since: its owner must not be sent the token.
  if (!snapshot.hosts.includes(host)) return { skipped: "The host is not this organization's any more" };
  const [user] = await findMember(db, userId);
  if (user === undefined) return { skipped: "The person is not a member any more" };
  const letter = passwordResetMail({
    origin: publicOrigin(tools.config.address, host),
    token: await tools.seal.open(sealedToken, placeOf(sealedColumns.resetToken, snapshot.organizationId)),
    name: user.name,
    organizationName: snapshot.name,
    ...brandOf(snapshot),
  });
  return { to: user.email, letter };
}

async function writeSsoDomain(
  tools: MailTools,
  { userId, domain, state }: Payload<"mail.sso-domain">,
  db: TenantDb,
): Promise<Written> {
  const { snapshot } = tools.duties;
  const [[owner], domains] = await db.batch((tx) => [findMember(tx, userId), listDomains(tx, null)]);
  if (owner?.role !== "owner") return { skipped: "The person is not an owner any more" };
  const held = domains.find((one) => one.domain === domain);
  if (held === undefined) return { skipped: "The domain is not set up any more" };
  const isFailing = held.failingSince !== null;
  const isSo = state === "failing" ? isFailing : held.verifiedAt === null;
  if (!isSo) return { skipped: "DNS says otherwise by now" };
  const [provider] = await findProvider(db, held.providerId);
  const until = new Date(Date.parse(held.failingSince ?? "") + domainPatienceMilliseconds);
  const letter = ssoDomainMail({
    origin: originOf(tools),
    organizationName: snapshot.name,
    domain,
    providerLabel: provider?.label ?? domain,
    record: domainRecord(domain, held.challenge),
    state: state === "failing" ? { kind: "failing", until } : { kind: "lost" },
    ...brandOf(snapshot),
  });
  return { to: owner.email, letter };
}

async function writeHostname(
  tools: MailTools,
  { userId, hostnameId, news }: Payload<"mail.hostname">,
  db: TenantDb,
): Promise<Written> {
  const { duties, config } = tools;
  const [[admin], [stored]] = await db.batch((tx) => [findMember(tx, userId), findHostname(tx, hostnameId)]);
  if (admin === undefined || !mayAct(admin.role, "hostnames:read"))
    return { skipped: "The person is no admin any more" };
  if (stored === undefined) return { skipped: "The hostname is not there any more" };
  const occasion = occasionOf(news, stored, publicOrigin(config.address, stored.hostname));
  if ("skipped" in occasion) return occasion;
  const letter = hostnameMail({
    origin: originOf(tools),
    organizationName: duties.snapshot.name,
    hostnameId,
    hostname: writtenBothWays(stored.hostname),
    cnameTarget: config.cnameTarget,
    news: occasion,
    ...brandOf(duties.snapshot),
  });
  return { to: admin.email, letter };
}

async function writeRecoveryCode(
  tools: MailTools,
  write: typeof recoveryUsedMail,
  { userId, ownerId, host, address, userAgent }: Payload<"mail.recovery-used">,
  { createdAt }: OutboxRow,
  db: TenantDb,
): Promise<Written> {
  const { snapshot } = tools.duties;
  const [[reader], [owner]] = await db.batch((tx) => [findMember(tx, userId), findMember(tx, ownerId)]);
  if (reader?.role !== "owner") return { skipped: "The person is not an owner any more" };
  const letter = write({
    origin: snapshot.hosts.includes(host) ? publicOrigin(tools.config.address, host) : originOf(tools),
    organizationName: snapshot.name,
    owner: owner ?? { name: "somebody who is gone", email: "removed since" },
    at: new Date(createdAt),
    address,
    userAgent,
    ...brandOf(snapshot),
  });
  return { to: reader.email, letter };
}

/** How long a reset link can work: one hour. */
const resetLifetimeMilliseconds = 60 * 60 * 1000;

/** Of the tenant's own host. */
function originOf({ config: { address }, duties: { snapshot } }: MailTools): string {
  return publicOrigin(address, snapshot.hosts[0] ?? tenantHostname(address, snapshot.slug));
}

function brandOf({ settings }: Snapshot): { sender: string; color: string | null } {
  return { sender: settings.appName, color: settings.primaryColor };
}
