import type { z } from "@hono/zod-openapi";
import { instantOrNull, isoInstant } from "../database/instant.ts";
import { certificateAuthorities } from "./caa.ts";
import type { hostname, PrimaryHost } from "./contract.ts";
import type { Findings } from "./findings.ts";
import { hostnameErrors } from "./hostname-error.ts";
import { coolingMilliseconds, hostnameRecord, type StoredHostname, type StoredHostPolicy } from "./hostname.ts";
import { zoneOf } from "./name.ts";
import type { PrimaryHostRow } from "./repository.ts";
import { unicodeOf } from "./written-name.ts";

export type HostnameDocument = z.input<typeof hostname>;

/** What is known of hostnames besides their own rows. */
export interface HostnameSurroundings {
  readonly cnameTarget: string;
  readonly primaryHostnameId: string | null;
}

/** @param policy the choice of a primary host, undefined where nobody has ever made one */
export function surroundingsOf(
  { cnameTarget }: { readonly cnameTarget: string },
  policy: Pick<StoredHostPolicy, "primaryHostnameId"> | undefined,
): HostnameSurroundings {
  return { cnameTarget, primaryHostnameId: policy?.primaryHostnameId ?? null };
}

/** A hostname as the APIs show it. */
export function presentHostname(
  row: StoredHostname,
  { cnameTarget, primaryHostnameId }: HostnameSurroundings,
): HostnameDocument {
  const isHeld = row.state !== "released" && row.state !== "deleted";
  return {
    id: row.id,
    version: row.version,
    hostname: row.hostname,
    displayHostname: unicodeOf(row.hostname),
    zone: zoneOf(row.hostname),
    lifecycleStatus: row.state,
    stateSince: isoInstant(row.stateSince),
    validation: row.validation,
    record: hostnameRecord(row.hostname, row.challenge),
    cnameTarget,
    records: isHeld ? [...(row.registration?.records ?? [])] : [],
    dns: row.findings === null ? null : presentFindings(row, row.findings, cnameTarget),
    cloudflare: row.cloudflareStatus === null ? null : { status: row.cloudflareStatus, sslStatus: row.sslStatus },
    checkedAt: instantOrNull(row.checkedAt),
    nextCheckAt: isHeld ? instantOrNull(row.nextCheckAt) : null,
    certificateExpiresAt: instantOrNull(row.certificateExpiresAt),
    isPrimary: row.id === primaryHostnameId,
    reservedUntil: row.state === "deleted" ? coolingEnd(row.stateSince) : null,
    createdAt: isoInstant(row.createdAt),
    createdBy: { name: row.createdByName },
    errors: hostnameErrors(row, cnameTarget),
  };
}

/** @param ownHost the host that every organization has */
export function presentPrimaryHost(row: PrimaryHostRow | undefined, ownHost: string): PrimaryHost {
  return {
    version: row?.version ?? 0,
    hostnameId: row?.hostnameId ?? null,
    hostname: row?.hostname ?? ownHost,
    ownHost,
    redirectOthers: row?.redirectOthers ?? false,
  };
}

function presentFindings({ hostname: name, challenge }: StoredHostname, found: Findings, cnameTarget: string) {
  const { txt, cname, caa } = found;
  return {
    txt: { outcome: txt.outcome, seen: [...txt.seen], expected: hostnameRecord(name, challenge).value },
    cname: { outcome: cname.outcome, seen: [...cname.seen], expected: cnameTarget },
    caa: { outcome: caa.outcome, at: caa.at, seen: [...caa.seen], expected: [...certificateAuthorities] },
  };
}

function coolingEnd(deletedAt: string): string {
  return new Date(Date.parse(deletedAt) + coolingMilliseconds).toISOString();
}
