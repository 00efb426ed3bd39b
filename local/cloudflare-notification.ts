import { randomUUID } from "node:crypto";
import type { KeptHostname } from "./cloudflare-hostname.ts";
import { delegation } from "./cloudflare-look.ts";
import { loopbackFetch } from "./loopback-fetch.ts";

/**
 * What Cloudflare tells about a certificate, as the "SSL for SaaS Custom Hostnames Alert" has it:
 * developers.cloudflare.com/cloudflare-for-platforms/cloudflare-for-saas/security/certificate-management/webhook-definitions/
 *
 * Cloudflare tells of every attempt that failed; this stand-in, of the first of them. It tells of a hostname's own
 * states as well, by the event that fits its certificate.
 */
export function notification(kept: KeptHostname, zoneId: string, now: number) {
  const { name, target } = delegation(kept.hostname, zoneId);
  const isFailed = kept.validationErrors.length > 0;
  return {
    metadata: {
      event: { id: randomUUID(), type: eventType(kept.sslStatus), created_at: new Date(now).toISOString() },
      account: { id: "00000000000000000000000000000001" },
      zone: { id: zoneId },
    },
    data: {
      id: kept.id,
      hostname: kept.hostname,
      ssl: {
        id: kept.certificateId,
        type: "dv",
        method: kept.method,
        status: kept.sslStatus,
        ...(isFailed && {
          cname: name,
          cname_target: target,
          validation_errors: kept.validationErrors.map((message) => ({ message })),
        }),
        settings: kept.settings,
      },
    },
  };
}

/**
 * The same as all generic webhooks have it: developers.cloudflare.com/notifications/reference/webhook-payload-schema/
 * Cloudflare's two pages do not say of each other which of them is meant: who listens takes both.
 */
export function enveloped(told: ReturnType<typeof notification>, now: number) {
  return {
    name: "Custom hostnames",
    text: `${told.metadata.event.type}: ${told.data.hostname}`,
    data: told,
    ts: Math.floor(now / 1000),
    account_id: told.metadata.account.id,
    policy_id: "00000000-0000-0000-0000-000000000001",
    policy_name: "Custom hostnames",
    alert_type: "custom_ssl_certificate_event_type",
    alert_correlation_id: told.metadata.event.id,
    alert_event: "ALERT_STATE_NOT_APPLICABLE",
  };
}

/** Sends notifications to the webhook they are for, with the secret it knows them by. */
export function webhook(port: number, host: string, secret: string): (body: object) => Promise<void> {
  return async (body) => {
    const answered = await loopbackFetch(port, `http://${host}:${port}/api/webhooks/cloudflare`, {
      method: "POST",
      headers: { "content-type": "application/json", "cf-webhook-auth": secret },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(10_000),
    });
    await answered.body?.cancel();
  };
}

function eventType(sslStatus: string): string {
  const events: Readonly<Record<string, string>> = {
    pending_issuance: "validation.succeeded",
    pending_deployment: "issuance.succeeded",
    active: "deployment.succeeded",
    issuance_timed_out: "issuance.failed",
    deployment_timed_out: "deployment.failed",
    deletion_timed_out: "deletion.failed",
    pending_deletion: "deletion.failed",
    deleted: "deletion.succeeded",
    pending_expiration: "renewal.upcoming_certificate_expiration_notification",
    expired: "renewal.failed",
  };
  return `ssl.custom_hostname_certificate.${events[sslStatus] ?? "validation.failed"}`;
}
