import type { AuditContext } from "../../src/audit/event.ts";
import type { ChangeFailure, Changed } from "../../src/gatekeeper/contract.ts";
import type { LifecycleStatus, Validation } from "../../src/hostnames/hostname.ts";
import type { HostnameEvent } from "../../src/hostnames/lifecycle.ts";
import type { Registration } from "../../src/hostnames/registration.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import type { Result } from "../../src/result/result.ts";
import { putOffLooks, resumeLooks } from "../hostname-schedule.ts";
import { by, eventually } from "./organization.ts";
import { SsoOrganization } from "./single-sign-on.ts";
import type { World } from "./world.ts";

let count = 0;

/** A hostname that no other test has. */
export function newHostname(): string {
  return `app.h${process.pid.toString(36)}${(count += 1)}.test`;
}

export function challengeOf(id: string): string {
  return `challenge of ${id}`;
}

export function registrationOf(
  hostname: string,
  status: string,
  sslStatus: string,
  more: Partial<Registration> = {},
): Registration {
  const plain = { id: `cf-${hostname}`, method: "http", certificateExpiresAt: null, records: [], errors: [] };
  return { ...plain, hostname, status, sslStatus, ...more };
}

/** An organization that is served on hostnames of its own. */
export class HostnameOrganization extends SsoOrganization {
  static override async create(world: World): Promise<HostnameOrganization> {
    const organization = new HostnameOrganization(world);
    const { id, slug } = organization;
    await world.sql`insert into organizations (id, slug, name) values (${id}, ${slug}, 'Acme')`;
    await world.sql`insert into organization_settings (organization_id, app_name) values (${id}, 'Acme Portal')`;
    organization.owner = await organization.addPerson("owner");
    organization.admin = await organization.addPerson("admin");
    return organization;
  }

  add(
    hostname: string,
    more: { id?: string; fingerprint?: string | null; validation?: Validation; audit?: AuditContext } = {},
  ): Promise<Result<Changed, ChangeFailure>> {
    const { id = newIdentifier("hst"), fingerprint = null, validation = "http" } = more;
    const { actorRole, audit } = this.as("admin");
    const common = { kind: "hostname-add", hostname, challenge: challengeOf(id), validation, fingerprint } as const;
    return this.change({ ...common, hostnameId: id, actorRole }, more.audit ?? audit);
  }

  /** What was seen of a hostname while it was in a state, which is the one it is in unless said otherwise. */
  async event(id: string, event: HostnameEvent, basis: { state?: LifecycleStatus; challenge?: string } = {}) {
    const state = basis.state ?? (await this.hostname(id)).state;
    const seen = { state, challenge: basis.challenge ?? challengeOf(id) };
    return this.change({ kind: "hostname-event", hostnameId: id, basis: seen, event }, by("system"));
  }

  observe(id: string, hostname: string, status: string, sslStatus: string, more: Partial<Registration> = {}) {
    return this.event(id, { kind: "observed", registration: registrationOf(hostname, status, sslStatus, more) });
  }

  /** A hostname that is there, and how. */
  async added(hostname = newHostname()): Promise<{ id: string; hostname: string }> {
    const id = newIdentifier("hst");
    must(await this.add(hostname, { id }));
    return { id, hostname };
  }

  /** One that is not looked at before somebody asks, or makes it due: no look is under way that could come in between. */
  async unlooked(hostname?: string) {
    await putOffLooks(this.world.sql, this.id);
    const one = await this.added(hostname);
    await resumeLooks(this.world.sql);
    return one;
  }

  /** The time of their next looks has come. */
  async makeDue(...ids: readonly string[]): Promise<void> {
    await this.byHand((sql) => sql`update hostnames set next_check_at = now() where id in ${sql(ids)}`);
    await this.wake();
  }

  /** Until a look that its schedule makes now is over. It is that look's end if none was under way before. */
  async looked(id: string) {
    const before = await this.hostname(id);
    await this.makeDue(id);
    return eventually(
      () => this.hostname(id),
      (row) => Number(row["checked_at"]) !== Number(before["checked_at"]),
    );
  }

  /** Looks at a hostname as its schedule does, look by look, until it is as it should be. */
  async lookedUntil(id: string, isSo: (row: Awaited<ReturnType<HostnameOrganization["hostname"]>>) => boolean) {
    let row = await this.hostname(id);
    for (let looks = 0; looks < 50 && !isSo(row); looks += 1) row = await this.looked(id);
    if (!isSo(row)) throw new Error(`Never came true; last seen: ${JSON.stringify(row)}`);
    return row;
  }

  async proven(hostname?: string) {
    const one = await this.added(hostname);
    must(await this.event(one.id, { kind: "proven" }));
    return one;
  }

  async active(hostname?: string) {
    const one = await this.proven(hostname);
    must(await this.observe(one.id, one.hostname, "active", "active"));
    return one;
  }

  async giveUp(id: string, more: { expectedVersion?: number; operator?: boolean; audit?: AuditContext } = {}) {
    const expectedVersion = more.expectedVersion ?? (await this.hostname(id)).version;
    const common = { kind: "hostname-remove", hostnameId: id, expectedVersion } as const;
    if (more.operator === true) {
      return this.change({ ...common, actorRole: "operator", reason: "They asked" }, more.audit ?? by("operator"));
    }
    const { actorRole, audit } = this.as("admin");
    return this.change({ ...common, actorRole }, more.audit ?? audit);
  }

  async choosePrimary(hostnameId: string | null, redirectOthers = false, expectedVersion?: number) {
    const [policy] = await this.world.sql`select version::int from host_policies where organization_id = ${this.id}`;
    const version = expectedVersion ?? (policy?.["version"] as number | undefined) ?? 0;
    const { actorRole, audit } = this.as("admin");
    return this.change(
      { kind: "primary-host", expectedVersion: version, hostnameId, redirectOthers, actorRole },
      audit,
    );
  }

  async hostname(id: string): Promise<{ state: LifecycleStatus; version: number; [column: string]: unknown }> {
    const [row] = await this.world.sql`select *, version::int as version from hostnames where id = ${id}`;
    if (row === undefined) throw new Error(`There is no hostname ${id}`);
    return row as never;
  }

  /** Time goes by for a hostname. */
  async age(id: string, interval: string): Promise<void> {
    await this.byHand(
      (sql) => sql`
      update hostnames set state_since = state_since - ${interval}::interval,
                           created_at = created_at - ${interval}::interval where id = ${id}`,
    );
  }

  async hosts(): Promise<readonly string[]> {
    return (await this.snapshot()).hosts;
  }

  /** What the audit log says of one hostname. */
  async story(id: string): Promise<{ event: string; data: Record<string, unknown> }[]> {
    const rows = await this.world.sql`
      select event, data from audit_logs where organization_id = ${this.id} and target_id = ${id}
      order by at, (data->>'version')::int`;
    return rows.map(({ event, data }) => ({ event, data })) as never;
  }

  /** Who is mailed what about a hostname, as the outbox has it, delivered or not. */
  async news(id: string): Promise<string[]> {
    const rows = await this.world.sql`
      select payload->>'news' as news, payload->>'userId' as "userId" from outbox
      where organization_id = ${this.id} and kind = 'mail.hostname' and payload->>'hostnameId' = ${id} order by id`;
    const names = new Map([
      [this.owner.id, "owner"],
      [this.admin.id, "admin"],
    ]);
    return rows.map(({ news, userId }) => `${news} ${names.get(String(userId)) ?? String(userId)}`);
  }
}

export function must<Value>(result: Result<Value, string>): Value {
  if (!result.ok) throw new Error(`Refused: ${result.failure}`);
  return result.value;
}

/** The gatekeeper gives up on who has waited for four seconds, so that nobody learns late: they ask again. */
export async function insisting<Answer extends { ok: boolean; failure?: string }>(
  ask: () => Promise<Answer>,
): Promise<Answer> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const answer = await ask();
    if (answer.ok || answer.failure !== "unavailable") return answer;
  }
  throw new Error("The gatekeeper was never available");
}
