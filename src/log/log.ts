import { describeError } from "./error-description.ts";

/** What can go wrong so that somebody should hear of it. */
export type LoggedFailure =
  | "request.failed"
  | "request.afterwards_failed"
  | "answer.broken_off"
  | "ceremony.failed"
  | "ceremony.database_unavailable"
  | "ceremony.follow_up_failed"
  | "ceremony.commit_failed_after_opening"
  | "tokens.failed"
  | "cron.failed"
  | "access.unreachable"
  | "mail.refused"
  | "health.unreadable"
  | "outbox.sweep_failed"
  | "outbox.not_delivered"
  | "outbox.unreadable"
  | "audit.not_signed"
  | "audit.not_expired"
  | "attempts.block_not_recorded"
  | "counter.unanswered"
  | "cloudflare.budget_unanswered"
  | "cloudflare.not_understood"
  | "cloudflare.quota_exceeded"
  | "cloudflare.refused"
  | "cloudflare.sweep_failed"
  | "cloudflare.unreachable"
  | "hostname.not_checked"
  | "hostname.registrations_of_nobody"
  | "gatekeeper.unanswered"
  | "gatekeeper.background_failed"
  | "gatekeeper.cold_without_database"
  | "gatekeeper.housekeeping_failed"
  | "configuration.not_changed"
  | "configuration.outcome_unknown"
  | "effect.refused";

/** What a line may say besides. A field is added here with the form its values have, or it cannot be logged. */
export interface LogFields {
  readonly requestId?: string | undefined;
  readonly organizationId?: string | undefined;
  /** Of a message in the outbox. */
  readonly kind?: string | undefined;
  readonly outboxId?: number | undefined;
  readonly status?: number | undefined;
  readonly count?: number | undefined;
  /** Of an error, as whoever has answered with it numbers theirs. */
  readonly code?: number | undefined;
  /** One of the words that a failure's type has for it. */
  readonly detail?: string | undefined;
}

/**
 * The only way anything is printed: one line of JSON. It takes no text but what is named here, and of an error its
 * description, so that a secret cannot be logged by mistake.
 */
export function logFailure(failure: LoggedFailure, fields: LogFields, error?: unknown): void {
  const line = { failure, ...checked(fields), ...(error === undefined ? {} : { error: describeError(error) }) };
  console.error(JSON.stringify(line));
}

const forms: Readonly<Record<keyof LogFields, RegExp>> = {
  requestId: /^(?:req_[0-9a-z]{1,24}|[a-z]+:[0-9a-z]{1,24})$/,
  organizationId: /^org_[0-9a-z]{1,24}$/,
  kind: /^[a-z]+(?:[.-][a-z]+)*$/,
  outboxId: /^\d+$/,
  status: /^\d{3}$/,
  count: /^\d+$/,
  code: /^\d+$/,
  detail: /^[a-z]+(?:_[a-z]+)*$/,
};

/** A value of another form is a mistake, and is not shown. */
function checked(fields: LogFields): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        const form = Object.hasOwn(forms, name) ? forms[name as keyof LogFields] : undefined;
        return [name, form?.test(String(value)) === true ? value : "[not shown]"];
      }),
  );
}
