import type { z } from "@hono/zod-openapi";
import { instantOrNull, isoInstant } from "../database/instant.ts";
import { sha256Hex } from "../identifiers/digest.ts";
import type { PublicAddress } from "../tenancy/public-origin.ts";
import { addressesOf } from "./address.ts";
import type { enforcement, provider, providerDomain, recoveryCode, revision, test } from "./contract.ts";
import { changesBetween } from "./difference.ts";
import type { findTest, listRecoveryCodes, listRevisions } from "./history-repository.ts";
import { domainRecord, providerIdentity } from "./provider.ts";
import type { findPolicy, listDomains, listProofs, listSecretVersions, ProviderRow } from "./repository.ts";

type RowOf<Query extends (...args: never[]) => PromiseLike<readonly unknown[]>> = Awaited<ReturnType<Query>>[number];
type DomainRow = RowOf<typeof listDomains>;
export type ProviderDocument = z.input<typeof provider>;

/** What is known of providers besides their own rows, of one or of many. */
export interface ProviderSurroundings {
  readonly domains: readonly DomainRow[];
  readonly proofs: readonly RowOf<typeof listProofs>[];
  readonly secretVersions: readonly RowOf<typeof listSecretVersions>[];
}

/** Where an organization is reached. */
export interface Place {
  readonly address: PublicAddress;
  readonly hosts: readonly string[];
}

/** A provider as the API shows it. */
export async function presentProvider(
  row: ProviderRow,
  surroundings: ProviderSurroundings,
  { address, hosts }: Place,
): Promise<ProviderDocument> {
  const { updatedById, updatedByName, ...own } = row;
  const secretVersion = surroundings.secretVersions.find(({ providerId }) => providerId === row.id)?.version ?? null;
  return {
    ...own,
    roleMappings: [...row.roleMappings],
    clientSecretVersion: row.hasClientSecret ? secretVersion : null,
    domains: surroundings.domains.filter(({ providerId }) => providerId === row.id).map(presentDomain),
    ...addressesOf(address, hosts, row.id),
    proven: await provenAt(row, surroundings),
    createdAt: isoInstant(row.createdAt),
    updatedAt: isoInstant(row.updatedAt),
    updatedBy: { id: updatedById, name: updatedByName },
  };
}

function presentDomain(row: DomainRow): z.input<typeof providerDomain> {
  return {
    domain: row.domain,
    verified: row.verifiedAt !== null,
    verifiedAt: instantOrNull(row.verifiedAt),
    checkedAt: instantOrNull(row.checkedAt),
    failingSince: instantOrNull(row.failingSince),
    record: domainRecord(row.domain, row.challenge),
  };
}

/** When an owner has come in by the provider as it is configured now. */
async function provenAt(row: ProviderRow, { proofs }: ProviderSurroundings): Promise<{ at: string } | null> {
  const fingerprint = await sha256Hex(providerIdentity(row));
  const proof = proofs.find((one) => one.providerId === row.id && one.fingerprint === fingerprint);
  return proof === undefined ? null : { at: isoInstant(proof.provenAt) };
}

/** Whether owners could be made to come in by one of the providers. The gatekeeper decides by the same. */
async function isPossible(rows: readonly ProviderRow[], surroundings: ProviderSurroundings): Promise<boolean> {
  for (const row of rows) {
    const isVerified = surroundings.domains.some((one) => one.providerId === row.id && one.verifiedAt !== null);
    const isUsable = row.enabled && isVerified && row.authority === "owner";
    if (isUsable && (await provenAt(row, surroundings)) !== null) return true;
  }
  return false;
}

export async function presentEnforcement(
  policy: RowOf<typeof findPolicy> | undefined,
  rows: readonly ProviderRow[],
  surroundings: ProviderSurroundings,
  recoveryCodes: number,
): Promise<z.input<typeof enforcement>> {
  return {
    enabled: policy?.enforced ?? false,
    version: policy?.version ?? 0,
    possible: await isPossible(rows, surroundings),
    recoveryCodes,
    updatedAt: instantOrNull(policy?.updatedAt ?? null),
    updatedBy: { id: policy?.updatedById ?? null, name: policy?.updatedByName ?? null },
  };
}

export function presentRevision(row: RowOf<typeof listRevisions>): z.input<typeof revision> {
  return {
    subject: row.subject,
    version: row.version,
    act: row.act,
    at: isoInstant(row.createdAt),
    actor: { type: row.actorType, id: row.actorId, name: row.actorName },
    document: { ...row.document },
    keyChanged: row.keyChanged,
    authority: row.authority,
    changes: changesBetween(row.before, row.document),
  };
}

export function presentTest(row: RowOf<typeof findTest>, now: number): z.input<typeof test> {
  const { report } = row;
  return {
    id: row.id,
    providerId: row.providerId,
    providerVersion: row.providerVersion,
    status: statusOf(row, now),
    startedAt: isoInstant(row.createdAt),
    startedBy: { id: row.testerId, name: row.testerName },
    ...(typeof report?.reason === "string" ? { reason: report.reason } : {}),
    checks: [...(report?.checks ?? [])],
    claims: report?.claims ?? null,
  };
}

function statusOf({ report, expiresAt }: RowOf<typeof findTest>, now: number) {
  if (report !== null) return report.reason === null ? "passed" : "failed";
  return Date.parse(expiresAt) <= now ? "expired" : "waiting";
}

export function presentRecoveryCode(row: RowOf<typeof listRecoveryCodes>): z.input<typeof recoveryCode> {
  return { ...row, createdAt: isoInstant(row.createdAt), usedAt: instantOrNull(row.usedAt) };
}
