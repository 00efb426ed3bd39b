import type { TenantDb } from "../src/database/tenant-db.ts";
import { resolversOf } from "../src/dns/resolvers.ts";
import { hostHint, type HostHint } from "../src/tenancy/directory.ts";
import type { CoordinatorEnv } from "./config.ts";
import { recheckDomains } from "./domain-recheck.ts";
import { makeDue } from "./hostname-rows.ts";
import type { Deliver, OutboxRow } from "./outbox.ts";
import type { OutboxDuties } from "./outbox-duties.ts";
import { isMail, writeMail, type MailMessage, type MailTools } from "./outbox-mail.ts";
import { systemContext } from "./system-context.ts";

/** What outbox rows are delivered with. */
export interface DeliveryTools extends MailTools {
  readonly duties: OutboxDuties;
  readonly env: Pick<CoordinatorEnv, "EMAIL" | "HINTS">;
}

type Outcome = Awaited<ReturnType<Deliver>>;

/** Delivers a row to where its kind goes: mail, KV, or this gatekeeper. */
export function deliveryWith(tools: DeliveryTools): Deliver {
  const { duties } = tools;
  return async (row, db) => {
    const { message } = row;
    if (isMail(message)) return sendMail(tools, message, row, db);
    switch (message.kind) {
      case "sso.check-domains":
        return recheckDomains(db, resolversOf(tools.config), (change) =>
          duties.change(change, systemContext(`outbox:${row.id}`)),
        );
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

/**
 * Sends a mail once. That it is out is on record here before Postgres is told: who finds it unmarked there, because it was
 * away, does not send it again. Twice it is sent only where nobody lived to hear, or could, that it was taken.
 */
async function sendMail(tools: DeliveryTools, message: MailMessage, row: OutboxRow, db: TenantDb): Promise<Outcome> {
  const { duties, env, config } = tools;
  if (duties.wasMailed(row)) return "done";
  const written = await writeMail(tools, message, row, db);
  if ("skipped" in written) return written;
  await env.EMAIL.send({ to: written.to, from: config.mailFrom, ...written.letter });
  duties.noteMailed(row);
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
