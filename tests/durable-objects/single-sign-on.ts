import type { AuditContext } from "../../src/audit/event.ts";
import type { Role } from "../../src/authorization/role.ts";
import type { Snapshot, ChangeFailure } from "../../src/gatekeeper/contract.ts";
import type { SsoChange } from "../../src/sso/change.ts";
import { sha256Hex } from "../../src/identifiers/digest.ts";
import { newIdentifier } from "../../src/identifiers/identifier.ts";
import type { Result } from "../../src/result/result.ts";
import { providerDefaults, providerIdentity, type ProviderFields } from "../../src/sso/provider.ts";
import { by, Organization, type Person } from "./organization.ts";
import type { World } from "./world.ts";

let count = 0;

/** A domain that no other test has. */
export function newDomain(): string {
  return `d${process.pid.toString(36)}${(count += 1)}.test`;
}

export function fieldsWith(more: Partial<ProviderFields> = {}): ProviderFields {
  return {
    ...providerDefaults,
    label: "Okta",
    issuer: "https://idp.test",
    clientId: "client",
    domains: [newDomain()],
    ...more,
  };
}

/** An organization whose owner and admin set up single sign-on. */
export class SsoOrganization extends Organization {
  owner!: Person;
  admin!: Person;

  static override async create(world: World): Promise<SsoOrganization> {
    const organization = new SsoOrganization(world);
    const { id, slug } = organization;
    await world.sql`insert into organizations (id, slug, name) values (${id}, ${slug}, 'Acme')`;
    await world.sql`insert into organization_settings (organization_id, app_name) values (${id}, 'Acme Portal')`;
    organization.owner = await organization.addPerson("owner");
    organization.admin = await organization.addPerson("admin");
    return organization;
  }

  as(role: Role): { actorRole: Role; audit: AuditContext } {
    return { actorRole: role, audit: by("user", (role === "owner" ? this.owner : this.admin).id) };
  }

  /** By the owner unless said otherwise. */
  make(
    fields: ProviderFields,
    more: { providerId?: string; fingerprint?: string | null; role?: Role; sealedSecret?: string | null } = {},
  ): Promise<Result<Snapshot, ChangeFailure>> {
    const { providerId = newIdentifier("sso"), fingerprint = null, role = "owner", sealedSecret = "sealed" } = more;
    const { actorRole, audit } = this.as(role);
    const challenges = fields.domains.map(challengeOf);
    const change = { kind: "sso-provider-create", providerId, fields, sealedSecret, challenges, fingerprint } as const;
    return this.change({ ...change, actorRole }, audit);
  }

  /** A provider that exists. */
  async provider(more: Partial<ProviderFields> = {}): Promise<{ id: string; fields: ProviderFields; domain: string }> {
    const [id, fields] = [newIdentifier("sso"), fieldsWith(more)];
    const made = await this.make(fields, { providerId: id });
    if (!made.ok) throw new Error(`Not made: ${made.failure}`);
    return { id, fields, domain: fields.domains[0] ?? "" };
  }

  /** One that can be used, and that an owner has come in by. */
  async provenProvider(more: Partial<ProviderFields> = {}) {
    const provider = await this.provider(more);
    await this.check(provider.id, provider.domain, true);
    await this.prove(provider.id, provider.fields);
    return provider;
  }

  update(
    providerId: string,
    expectedVersion: number,
    fields: Partial<ProviderFields>,
    more: { role?: Role; sealedSecret?: string | null } = {},
  ) {
    const { role = "owner", ...secret } = more;
    const { actorRole, audit } = this.as(role);
    const challenges = (fields.domains ?? []).map((domain) => `other ${challengeOf(domain)}`);
    const change = { kind: "sso-provider-update", providerId, expectedVersion, fields, challenges, actorRole } as const;
    return this.change({ ...change, ...secret }, audit);
  }

  remove(providerId: string, expectedVersion: number, role: Role = "owner") {
    const { actorRole, audit } = this.as(role);
    return this.change({ kind: "sso-provider-delete", providerId, expectedVersion, actorRole }, audit);
  }

  confirm(providerId: string, expectedVersion: number, role: Role = "owner") {
    const { actorRole, audit } = this.as(role);
    return this.change({ kind: "sso-provider-confirm", providerId, expectedVersion, actorRole }, audit);
  }

  restore(providerId: string, expectedVersion: number, version: number, challenges: string[], role: Role = "owner") {
    const { actorRole, audit } = this.as(role);
    const change = { kind: "sso-provider-restore", providerId, expectedVersion, version, challenges } as const;
    return this.change({ ...change, actorRole }, audit);
  }

  check(providerId: string, domain: string, found: boolean, challenge = challengeOf(domain)) {
    const checks = [{ domain, challenge, found }];
    return this.change({ kind: "sso-domain-check", providerId, checks }, by("system"));
  }

  enforce(enabled: boolean, more: Partial<Extract<SsoChange, { kind: "sso-enforcement" }>> & { role?: Role } = {}) {
    const { role = "owner", ...rest } = more;
    const { actorRole, audit } = this.as(role);
    const plain = { expectedVersion: null, endPasswordSessions: false } as const;
    return this.change({ kind: "sso-enforcement", enabled, ...plain, actorRole, ...rest }, audit);
  }

  /** As the auth worker takes down that an owner has come in. */
  async prove(providerId: string, fields: ProviderFields, person: Person = this.owner): Promise<void> {
    const fingerprint = await sha256Hex(providerIdentity(fields));
    await this.world.sql`
      insert into sso_proofs (organization_id, provider_id, fingerprint, user_id)
      values (${this.id}, ${providerId}, ${fingerprint}, ${person.id})
      on conflict (organization_id, provider_id) do update set fingerprint = excluded.fingerprint, user_id = excluded.user_id`;
  }

  async row(providerId: string) {
    const [row] = await this.world.sql`select * from sso_providers where id = ${providerId}`;
    return row;
  }

  async history(subject: string): Promise<{ version: number; act: string; document: Record<string, unknown> }[]> {
    const rows = await this.world.sql`
      select version::int, act, document from sso_revisions
      where organization_id = ${this.id} and subject = ${subject} order by version`;
    return rows.map(({ version, act, document }) => ({ version, act, document }) as never);
  }

  async snapshot(): Promise<Snapshot> {
    const answer = await this.ask([]);
    if (answer.kind !== "answered" || answer.snapshot === null) throw new Error("No snapshot");
    return answer.snapshot;
  }
}

export function challengeOf(domain: string): string {
  return `challenge of ${domain}`;
}
