import { mayAct } from "../src/authorization/policy.ts";
import type { TenantDb } from "../src/database/tenant-db.ts";
import type { Snapshot } from "../src/gatekeeper/contract.ts";
import { sha256Hex } from "../src/identifiers/digest.ts";
import { findHostname } from "../src/hostnames/repository.ts";
import { findInvitation } from "../src/invitations/repository.ts";
import { writtenBothWays } from "../src/hostnames/written-name.ts";
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
import { resolversOf } from "../src/dns/resolvers.ts";
import { findProvider, listDomains } from "../src/sso/repository.ts";
import { hostHint, type HostHint } from "../src/tenancy/directory.ts";
import { publicOrigin, tenantHostname } from "../src/tenancy/public-origin.ts";
import type { CoordinatorConfig, CoordinatorEnv } from "./config.ts";
import { recheckDomains } from "./domain-recheck.ts";
import { occasionOf } from "./hostname-mail.ts";
import { makeDue } from "./hostname-rows.ts";
import type { Deliver, OutboxRow } from "./outbox.ts";
import type { OutboxDuties } from "./outbox-duties.ts";
import { systemContext } from "./system-context.ts";

/** What outbox rows are delivered with. */
export interface DeliveryTools {
  readonly duties: OutboxDuties;
  readonly config: CoordinatorConfig;
  readonly seal: Seal;
  readonly env: Pick<CoordinatorEnv, "EMAIL" | "HINTS">;
  readonly now: () => number;
}

type Payload<Kind extends OutboxMessage["kind"]> = Extract<OutboxMessage, { kind: Kind }>["payload"];
type Outcome = Awaited<ReturnType<Deliver>>;

/** Delivers a row to where its kind goes: mail, KV, or this gatekeeper. */
export function deliveryWith(tools: DeliveryTools): Deliver {
  const { duties } = tools;
  return async (row, db) => {
    const { message } = row;
    switch (message.kind) {
      case "mail.invitation":
        return mailInvitation(tools, message.payload, db);
      case "mail.password-reset":
        return mailPasswordReset(tools, message.payload, row, db);
      case "mail.sso-domain":
        return mailSsoDomain(tools, message.payload, db);
      case "mail.recovery-code-made":
        return mailRecoveryCode(tools, recoveryCodeMadeMail, message.payload, row, db);
      case "mail.recovery-used":
        return mailRecoveryCode(tools, recoveryUsedMail, message.payload, row, db);
      case "sso.check-domains":
        return recheckDomains(db, resolversOf(tools.config), (change) =>
          duties.change(change, systemContext(`outbox:${row.id}`)),
        );
      case "mail.hostname":
        return mailHostname(tools, message.payload, db);
      case "hostname.check":
        // Looked at when all rows are delivered, however many have asked for it: nobody's mail waits for the network.
        return (await makeDue(db, message.payload.hostnameId)) ? "done" : { skipped: "There is no such hostname" };
      case "gatekeeper.refresh":
        await duties.compare();
        return "done";
      case "gatekeeper.member":
        await duties.refreshMember(message.payload.userId, `outbox:${row.id}`);
        return "done";
      case "gatekeeper.revoke-user":
        duties.revokeUser(message.payload, `outbox:${row.id}`);
        return "done";
      case "host.hint":
        return writeHint(tools, message.payload.hostname);
    }
  };
}

async function mailInvitation(
  tools: DeliveryTools,
  { invitationId }: Payload<"mail.invitation">,
  db: TenantDb,
): Promise<Outcome> {
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
  return send(tools, invitation.email, letter);
}

async function mailPasswordReset(
  tools: DeliveryTools,
  { userId, host, sealedToken }: Payload<"mail.password-reset">,
  { createdAt }: OutboxRow,
  db: TenantDb,
): Promise<Outcome> {
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
  return send(tools, user.email, letter);
}

async function mailSsoDomain(
  tools: DeliveryTools,
  { userId, domain, state }: Payload<"mail.sso-domain">,
  db: TenantDb,
): Promise<Outcome> {
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
  return send(tools, owner.email, letter);
}

async function mailHostname(
  tools: DeliveryTools,
  { userId, hostnameId, news }: Payload<"mail.hostname">,
  db: TenantDb,
): Promise<Outcome> {
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
  return send(tools, admin.email, letter);
}

async function mailRecoveryCode(
  tools: DeliveryTools,
  write: typeof recoveryUsedMail,
  { userId, ownerId, host, address, userAgent }: Payload<"mail.recovery-used">,
  { createdAt }: OutboxRow,
  db: TenantDb,
): Promise<Outcome> {
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
  return send(tools, reader.email, letter);
}

/** How long a reset link can work: one hour. */
const resetLifetimeMilliseconds = 60 * 60 * 1000;

/** Of the tenant's own host. */
function originOf({ config: { address }, duties: { snapshot } }: DeliveryTools): string {
  return publicOrigin(address, snapshot.hosts[0] ?? tenantHostname(address, snapshot.slug));
}

function brandOf({ settings }: Snapshot): { sender: string; color: string | null } {
  return { sender: settings.appName, color: settings.primaryColor };
}

async function send({ env, config }: DeliveryTools, to: string, letter: Letter): Promise<Outcome> {
  await env.EMAIL.send({ to, from: config.mailFrom, ...letter });
  return "done";
}

/** Writes the hint that leads from a host to this gatekeeper, or removes it. What KV says is never an authority. */
async function writeHint({ duties, env }: DeliveryTools, hostname: string): Promise<Outcome> {
  // The row may be of a change that was committed a moment ago and is not applied here yet.
  await duties.compare();
  const { snapshot } = duties;
  const { organizationId, homeRegion } = snapshot;
  const key = `host:${hostname}`;
  if (snapshot.hosts.includes(hostname)) {
    await env.HINTS.put(key, JSON.stringify({ organizationId, homeRegion } satisfies HostHint));
    return "done";
  }
  const hint = hostHint.safeParse(await env.HINTS.get(key, "json"));
  // A hint that names somebody else is theirs.
  if (hint.success && hint.data.organizationId === organizationId) await env.HINTS.delete(key);
  return "done";
}
