import type { CustomHostname } from "cloudflare/resources/custom-hostnames/custom-hostnames";
import type { KeptHostname } from "./cloudflare-hostname.ts";
import { challengeName, delegation, ownershipName } from "./cloudflare-look.ts";
import type { ApiRefusal } from "./cloudflare-refusal.ts";

type Ssl = CustomHostname.SSL;

/** Every answer comes in this envelope: developers.cloudflare.com/fundamentals/api/how-to/make-api-calls/ */
interface Envelope {
  readonly success: boolean;
  readonly errors: readonly object[];
  readonly messages: readonly string[];
  readonly result: unknown;
  readonly result_info?: object;
}

export function succeeded(result: unknown, status = 200, resultInfo?: object): Response {
  return enveloped(
    { success: true, errors: [], messages: [], result, ...(resultInfo && { result_info: resultInfo }) },
    status,
  );
}

export function refused({ status, code, message, chain }: ApiRefusal, headers: Record<string, string> = {}): Response {
  const error = { code, message, ...(chain && { error_chain: [chain] }) };
  return enveloped({ success: false, errors: [error], messages: [], result: null }, status, headers);
}

function enveloped(body: Envelope, status: number, headers: Record<string, string> = {}): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store", ...headers } });
}

/** A custom hostname as the API tells of it. */
export function shownHostname(kept: KeptHostname, zoneId: string): CustomHostname {
  const { hostname } = kept;
  return {
    id: kept.id,
    hostname,
    created_at: kept.createdAt,
    // A control may have put a word here that Cloudflare has not published.
    status: kept.status as NonNullable<CustomHostname["status"]>,
    ...(kept.verificationErrors.length > 0 && { verification_errors: [...kept.verificationErrors] }),
    ownership_verification: { type: "txt", name: ownershipName(hostname), value: kept.ownershipToken },
    ownership_verification_http: {
      http_url: `http://${hostname}/.well-known/cf-custom-hostname-challenge/${kept.id}`,
      http_body: kept.ownershipToken,
    },
    ssl: shownSsl(kept, zoneId),
  };
}

function shownSsl(kept: KeptHostname, zoneId: string): Ssl {
  const delegated = delegation(kept.hostname, zoneId);
  return {
    id: kept.certificateId,
    type: "dv",
    method: kept.method,
    status: kept.sslStatus as NonNullable<Ssl["status"]>,
    settings: kept.settings,
    bundle_method: "ubiquitous",
    certificate_authority: "google",
    wildcard: false,
    // The authority is asked after the answer: what it wants to see is known a moment later.
    ...(kept.sslStatus !== "initializing" && {
      dcv_delegation_records: [{ cname: delegated.name, cname_target: delegated.target }],
    }),
    ...(isAwaited(kept.sslStatus) && { validation_records: [validationRecord(kept)] }),
    ...(kept.validationErrors.length > 0 && {
      validation_errors: kept.validationErrors.map((message) => ({ message })),
    }),
    ...(kept.issuedOn !== null && {
      hosts: [kept.hostname],
      issuer: "GoogleTrustServices",
      serial_number: BigInt(`0x${kept.certificateId.replaceAll("-", "")}`).toString(),
      signature: "ECDSAWithSHA256",
      uploaded_on: kept.issuedOn,
    }),
    ...(kept.expiresOn !== null && { expires_on: kept.expiresOn }),
  };
}

function isAwaited(sslStatus: string): boolean {
  return sslStatus.startsWith("pending_") || sslStatus.endsWith("_timed_out");
}

function validationRecord(kept: KeptHostname): CustomHostname.SSL.ValidationRecord {
  const status = "pending";
  switch (kept.method) {
    case "http":
      return {
        status,
        http_url: `http://${kept.hostname}/.well-known/pki-validation/ca3-${kept.certificateId}.txt`,
        http_body: kept.validationToken,
      };
    case "txt":
      return { status, txt_name: challengeName(kept.hostname), txt_value: kept.validationToken };
    case "email":
      return { status, emails: [`hostmaster@${kept.hostname}`] };
  }
}
