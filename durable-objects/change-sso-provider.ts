import { and, eq, sql } from "drizzle-orm";
import type { Actor, AuditEntry, Target } from "../src/audit/event.ts";
import { lesser, type Role } from "../src/authorization/role.ts";
import type { TenantStatements } from "../src/database/tenant-db.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { SsoChange } from "../src/sso/change.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import { mostProviders, type ProviderFields, type RevisionAct } from "../src/sso/provider.ts";
import { findRevision, listDomains } from "../src/sso/repository.ts";
import { ssoProviders } from "../src/sso/table.ts";
import { setDomains } from "./change-sso-domains.ts";
import {
  authorityAfter,
  challengesOf,
  changesInWords,
  fieldChanges,
  grantsMoreThan,
  isHarmless,
  lacksSecret,
  normalized,
  secretAfter,
  withChallenges,
  type Keyed,
} from "./change-sso-rules.ts";
import { recordRevision } from "./sso-revision.ts";

type Told = Promise<Result<readonly AuditEntry[], ChangeFailure>>;
type Kind<Name extends "create" | "update" | "confirm" | "restore" | "delete"> = Extract<
  SsoChange,
  { kind: `sso-provider-${Name}` }
>;

/** A provider as Postgres has it. */
interface Held extends Keyed {
  readonly version: number;
  readonly authority: Role;
  readonly creationFingerprint: string | null;
}

/** Who changes a provider. */
interface Editor {
  readonly role: Role;
  readonly actor: Actor;
  /** Whether everybody comes in by this provider, and the editor is not to decide that they do not. */
  readonly isHeldBack: boolean;
}

/** One change of one provider: the provider, its domains, and the version in its history. */
export async function changeProvider(
  statements: TenantStatements,
  change: Kind<"create" | "update" | "confirm" | "restore" | "delete">,
  editor: Editor,
): Told {
  const held = await findHeld(statements, change.providerId);
  const desk = new ProviderDesk(statements, change.providerId, held, editor);
  switch (change.kind) {
    case "sso-provider-create":
      return desk.create(change);
    case "sso-provider-restore":
      return desk.restore(change);
    case "sso-provider-update":
    case "sso-provider-confirm":
    case "sso-provider-delete":
      if (held === null) return failure("not_found");
      if (held.version !== change.expectedVersion) return failure("stale");
      if (change.kind === "sso-provider-update") return desk.update(held, change);
      return change.kind === "sso-provider-confirm" ? desk.confirm(held) : desk.delete(held);
  }
}

async function findHeld(statements: TenantStatements, providerId: string): Promise<Held | null> {
  const { db, organizationId } = statements;
  const [row] = await db
    .select()
    .from(ssoProviders)
    .where(and(eq(ssoProviders.organizationId, organizationId), eq(ssoProviders.id, providerId)));
  if (row === undefined) return null;
  const domains = (await listDomains(statements, providerId)).map(({ domain }) => domain);
  const { version, authority, creationFingerprint, clientSecret } = row;
  return {
    version,
    authority,
    creationFingerprint,
    sealedSecret: clientSecret,
    fields: normalized({ ...row, domains }),
  };
}

/** What one change of one provider is made with. */
class ProviderDesk {
  readonly #statements: TenantStatements;
  readonly #providerId: string;
  readonly #held: Held | null;
  readonly #editor: Editor;

  constructor(statements: TenantStatements, providerId: string, held: Held | null, editor: Editor) {
    this.#statements = statements;
    this.#providerId = providerId;
    this.#held = held;
    this.#editor = editor;
  }

  async create({ fields, sealedSecret, challenges, fingerprint }: Kind<"create">): Told {
    if (this.#held !== null) {
      const isRepeated = fingerprint !== null && this.#held.creationFingerprint === fingerprint;
      return isRepeated ? success([]) : failure("key_reused");
    }
    // It was made and deleted.
    if ((await this.#newestRevision()) !== undefined) return failure("key_reused");
    if (grantsMoreThan(this.#editor.role, fields)) return failure("forbidden");
    const made = { fields, sealedSecret: secretAfter(null, fields, sealedSecret) };
    if (fields.enabled && lacksSecret(made)) return failure("secret_needed");
    const authority = this.#editor.role;
    const inserted = await this.#insert(made, { version: 1, authority, creationFingerprint: fingerprint }, challenges);
    if (!inserted.ok) return inserted;
    await this.#remember("created", { version: 1, authority }, fields, made.sealedSecret !== null);
    const { issuer, domains } = fields;
    const data = { version: 1, issuer, ...(domains.length > 0 && { domains: domains.join(", ") }) };
    return success([{ event: "sso.provider_created", target: this.#target(fields), data }]);
  }

  async update(held: Held, { fields, sealedSecret, challenges }: Kind<"update">): Told {
    const wanted = { ...held.fields, ...fields };
    const next = { fields: wanted, sealedSecret: secretAfter(held, wanted, sealedSecret) };
    if (next.sealedSecret === null && held.sealedSecret !== null && sealedSecret === undefined && lacksSecret(next)) {
      return failure("secret_needed");
    }
    const replaced = await this.#replace(held, next, challengesOf(fields.domains ?? [], challenges), "updated");
    if (!replaced.ok || replaced.value === null) return unchanged(replaced);
    const { version, changes, keyChanged } = replaced.value;
    const data = { version, keyChanged, changes: changesInWords(changes) };
    return success([{ event: "sso.provider_updated", target: this.#target(wanted), data }]);
  }

  async confirm(held: Held): Told {
    const authority = this.#editor.role;
    if (held.authority === authority) return success([]);
    const version = held.version + 1;
    await this.#write({ version, authority });
    await this.#remember("confirmed", { version, authority }, held.fields, false);
    return success([{ event: "sso.provider_confirmed", target: this.#target(held.fields), data: { version } }]);
  }

  /** What was kept of a version is everything but its secret: without one, a provider is restored switched off. */
  async restore({ expectedVersion, version: restored, challenges }: Kind<"restore">): Told {
    const held = this.#held;
    const newest = held ?? (await this.#newestRevision());
    if (newest === undefined) return failure("not_found");
    if (newest.version !== expectedVersion) return failure("stale");
    const [revision] = await findRevision(this.#statements, this.#providerId, restored);
    if (revision === undefined) return failure("not_found");
    const document = revision.document as ProviderFields;
    const sealedSecret = secretAfter(held, document, undefined);
    const isUsable = !lacksSecret({ fields: document, sealedSecret });
    const next = { fields: { ...document, enabled: document.enabled && isUsable }, sealedSecret };
    const version = expectedVersion + 1;
    if (held === null) {
      if (grantsMoreThan(this.#editor.role, document)) return failure("forbidden");
      // Whoever brings it back has not looked at all that it trusts.
      const authority = lesser("admin", this.#editor.role);
      const inserted = await this.#insert(next, { version, authority, creationFingerprint: null }, challenges);
      if (!inserted.ok) return inserted;
      await this.#remember("restored", { version, authority }, next.fields, false);
    } else {
      const replaced = await this.#replace(held, next, challengesOf(document.domains, challenges), "restored");
      if (!replaced.ok || replaced.value === null) return unchanged(replaced);
    }
    const target = this.#target(next.fields);
    return success([{ event: "sso.provider_restored", target, data: { version, restored } }]);
  }

  async delete(held: Held): Told {
    if (this.#editor.isHeldBack) return failure("enforced");
    const version = held.version + 1;
    await this.#statements.db.delete(ssoProviders).where(this.#own());
    await this.#remember("deleted", { version, authority: held.authority }, held.fields, false);
    return success([{ event: "sso.provider_deleted", target: this.#target(held.fields), data: { version } }]);
  }

  async #insert(
    { fields, sealedSecret }: Keyed,
    columnsOfMaking: Pick<Held, "version" | "authority" | "creationFingerprint">,
    challenges: readonly string[],
  ): Promise<Result<null, ChangeFailure>> {
    const { organizationId, db } = this.#statements;
    const others = await db
      .select({ id: ssoProviders.id })
      .from(ssoProviders)
      .where(eq(ssoProviders.organizationId, organizationId));
    if (others.length >= mostProviders) return failure("too_many");
    const { domains, ...columns } = fields;
    const inserted = await db
      .insert(ssoProviders)
      .values({
        organizationId,
        id: this.#providerId,
        ...columnsOfMaking,
        ...columns,
        clientSecret: sealedSecret,
        ...this.#changedBy(),
      })
      .onConflictDoNothing()
      .returning({ id: ssoProviders.id });
    // Ids are nobody's twice; should one be another organization's, nobody is told.
    if (inserted.length === 0) return failure("key_reused");
    return setDomains(
      this.#statements,
      this.#providerId,
      [],
      withChallenges(domains, challengesOf(domains, challenges)),
    );
  }

  /** The next version in place of the one there is; null when they are the same. */
  async #replace(held: Held, next: Keyed, challenges: ReadonlyMap<string, string>, act: RevisionAct) {
    const changes = fieldChanges(held.fields, next.fields);
    const keyChanged = held.sealedSecret !== next.sealedSecret;
    if (Object.keys(changes).length === 0 && !keyChanged) return success(null);
    if (this.#editor.isHeldBack && !isHarmless(changes, keyChanged)) return failure("enforced");
    // What lies above the actor's role and was there before reaches nobody: see `authority`.
    const isGranting = changes.defaultRole !== undefined || changes.roleMappings !== undefined;
    if (isGranting && grantsMoreThan(this.#editor.role, next.fields)) return failure("forbidden");
    if (next.fields.enabled && lacksSecret(next)) return failure("secret_needed");
    const { domains, ...columns } = next.fields;
    const version = held.version + 1;
    const authority = authorityAfter(held.authority, this.#editor.role, changes, keyChanged);
    if (changes.domains !== undefined) {
      const wanted = withChallenges(domains, challenges, held.fields.domains);
      const set = await setDomains(this.#statements, this.#providerId, held.fields.domains, wanted);
      if (!set.ok) return set;
    }
    await this.#write({ version, authority, ...columns, clientSecret: next.sealedSecret });
    await this.#remember(act, { version, authority }, next.fields, keyChanged);
    return success({ version, changes, keyChanged });
  }

  async #write(columns: Partial<typeof ssoProviders.$inferInsert>): Promise<void> {
    await this.#statements.db
      .update(ssoProviders)
      .set({ ...columns, ...this.#changedBy(), updatedAt: sql`now()` })
      .where(this.#own());
  }

  #changedBy() {
    const { id, name } = this.#editor.actor;
    return { updatedById: id, updatedByName: name };
  }

  async #remember(
    act: RevisionAct,
    made: Pick<Held, "version" | "authority">,
    fields: ProviderFields,
    keyChanged: boolean,
  ): Promise<void> {
    const [subject, document] = [this.#providerId, normalized(fields)];
    await recordRevision(this.#statements, { subject, ...made, act, document, keyChanged, actor: this.#editor.actor });
  }

  async #newestRevision() {
    const [newest] = await findRevision(this.#statements, this.#providerId);
    return newest;
  }

  #own() {
    return and(eq(ssoProviders.organizationId, this.#statements.organizationId), eq(ssoProviders.id, this.#providerId));
  }

  #target({ label }: ProviderFields): Target {
    return { type: "sso-provider", id: this.#providerId, name: label };
  }
}

/** Nothing was changed, or nothing could be. */
function unchanged(result: Result<unknown, ChangeFailure>): Result<readonly AuditEntry[], ChangeFailure> {
  return result.ok ? success([]) : result;
}
