import { z } from "zod";
import { storableText } from "../database/storable-text.ts";
import type { Registration, RegistrationRecord } from "../hostnames/registration.ts";

/** What a state is called that Cloudflare does not tell. */
const unknown = "unknown";
const longestText = 2_048;
/** Longer than any that is known, so that none of those comes of cutting. */
const longestWord = 64;

/**
 * A custom hostname in Cloudflare's answer. Only `id` and `hostname` have to be there. Everything else may be missing, new
 * or of another form than documented, and then says nothing, because an answer that is not understood must not stop all
 * hostnames: what is not known to be active is not served anyway.
 */
export const customHostname = z.object({
  // Part of addresses.
  id: z.string().regex(/^[!-~]{1,64}$/),
  hostname: z.string().min(1).max(255).transform(storable),
  status: word(),
  ownership_verification: optional(z.object({ name: text(), type: text(), value: text() })),
  verification_errors: list(z.string()),
  ssl: optional(
    z.object({
      status: word(),
      method: word(),
      expires_on: text(),
      certificates: list(z.object({ expires_on: text() })),
      validation_records: list(z.object({ txt_name: text(), txt_value: text(), cname: text(), cname_target: text() })),
      dcv_delegation_records: list(z.object({ cname: text(), cname_target: text() })),
      validation_errors: list(z.object({ message: text() })),
    }),
  ),
});

export type CustomHostnameAnswer = z.infer<typeof customHostname>;

/** A custom hostname as we keep it. */
export function registrationOf({ ssl, ...answer }: CustomHostnameAnswer): Registration {
  return {
    id: answer.id,
    hostname: answer.hostname.toLowerCase().replace(/\.$/, ""),
    status: answer.status,
    sslStatus: ssl?.status ?? unknown,
    method: ssl?.method ?? unknown,
    certificateExpiresAt: expiryOf([...(ssl?.certificates ?? []).map((one) => one.expires_on), ssl?.expires_on]),
    records: recordsOf(answer.ownership_verification, ssl).slice(0, mostRecords),
    errors: errorsOf(answer.verification_errors, ssl),
  };
}

function recordsOf(
  ownership: CustomHostnameAnswer["ownership_verification"],
  ssl: CustomHostnameAnswer["ssl"],
): RegistrationRecord[] {
  const validations = ssl?.validation_records ?? [];
  const delegations = ssl?.dcv_delegation_records ?? [];
  return [
    ...record("ownership", "TXT", ownership?.name, ownership?.value),
    ...validations.flatMap((one) => record("certificate", "TXT", one.txt_name, one.txt_value)),
    ...validations.flatMap((one) => record("certificate", "CNAME", one.cname, one.cname_target)),
    ...delegations.flatMap((one) => record("renewal", "CNAME", one.cname, one.cname_target)),
  ];
}

function record(
  purpose: RegistrationRecord["purpose"],
  type: RegistrationRecord["type"],
  name: string | undefined,
  value: string | undefined,
): RegistrationRecord[] {
  return name === undefined || value === undefined ? [] : [{ purpose, type, name, value }];
}

function errorsOf(ofHostname: readonly string[], ssl: CustomHostnameAnswer["ssl"]): string[] {
  const ofCertificate = (ssl?.validation_errors ?? []).map(({ message }) => message ?? "");
  const sentences = [...ofHostname, ...ofCertificate].map((sentence) => storableText(sentence.trim(), longestSentence));
  return [...new Set(sentences)].filter((sentence) => sentence !== "").slice(0, mostErrors);
}

/** The first to expire: there is one certificate for each kind of key, and every visitor meets one of them. */
function expiryOf(texts: readonly (string | undefined)[]): string | null {
  const times = texts.map((one) => Date.parse(one ?? "")).filter(Number.isFinite);
  return times.length === 0 ? null : new Date(Math.min(...times)).toISOString();
}

const mostRecords = 20;
const mostErrors = 10;
const longestSentence = 300;

/** A state or a method: whatever it is called, so that one that was invented since is kept as it is. */
function word() {
  return z
    .string()
    .min(1)
    .transform((told) => storableText(told, longestWord))
    .catch(unknown);
}

function text() {
  return optional(z.string().min(1).max(longestText).transform(storable));
}

function storable(told: string): string {
  return storableText(told, longestText);
}

function optional<Schema extends z.ZodType>(schema: Schema) {
  return schema.optional().catch(undefined);
}

/** Without the elements that are of another form. */
function list<Schema extends z.ZodType>(schema: Schema) {
  return z
    .array(z.unknown())
    .catch([])
    .transform((elements) =>
      elements.flatMap((element): z.output<Schema>[] => {
        const parsed = schema.safeParse(element);
        return parsed.success ? [parsed.data] : [];
      }),
    );
}
