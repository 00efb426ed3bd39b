import { isIP } from "node:net";
import type { DCVMethod } from "cloudflare/resources/custom-hostnames/custom-hostnames";
import { getDomain } from "tldts";
import { z } from "zod";
import { failure, success } from "../src/result/result.ts";
import type { Result } from "../src/result/result.ts";
import type { Settings } from "./cloudflare-hostname.ts";
import { refusals } from "./cloudflare-refusal.ts";
import type { ApiRefusal } from "./cloudflare-refusal.ts";

/** What a POST or a PATCH asks for, once it is found to be in order. */
export interface SslOrder {
  readonly method: DCVMethod;
  readonly settings: Settings;
}

const onOff = z.enum(["on", "off"]);
const settings = z.strictObject({
  http2: onOff.optional(),
  tls_1_3: onOff.optional(),
  early_hints: onOff.optional(),
  min_tls_version: z.enum(["1.0", "1.1", "1.2", "1.3"]).optional(),
  ciphers: z.array(z.string()).optional(),
});
const body = z.object({
  hostname: z.unknown().optional(),
  custom_metadata: z.unknown().optional(),
  custom_origin_server: z.unknown().optional(),
  custom_origin_sni: z.unknown().optional(),
  ssl: z.unknown().optional(),
});
const ssl = z.strictObject({
  type: z.unknown().optional(),
  method: z.unknown().optional(),
  settings: z.unknown().optional(),
  bundle_method: z.enum(["ubiquitous", "optimal", "force"]).optional(),
  certificate_authority: z.enum(["google", "lets_encrypt", "ssl_com"]).optional(),
  cloudflare_branding: z.boolean().optional(),
  wildcard: z.boolean().optional(),
});

/** @param text the body of a POST */
export function creationOrder(text: string): Result<{ hostname: string } & SslOrder, ApiRefusal> {
  const input = parsed(text);
  if (!input.ok) return input;
  const hostname = hostnameOrder(input.value.hostname);
  if (!hostname.ok) return hostname;
  const order = sslOrder(input.value.ssl);
  if (!order.ok) return order;
  const branded = (input.value.ssl as { cloudflare_branding?: boolean }).cloudflare_branding ?? false;
  if (hostname.value.length > 64 && !branded) return failure(refusals.tooLong);
  return success({ hostname: hostname.value, ...order.value });
}

/** @param text the body of a PATCH; null for one that asks for no other certificate */
export function changeOrder(text: string): Result<SslOrder | null, ApiRefusal> {
  const input = parsed(text);
  if (!input.ok) return input;
  return input.value.ssl === undefined ? success(null) : sslOrder(input.value.ssl);
}

function parsed(text: string): Result<z.infer<typeof body>, ApiRefusal> {
  const input = body.safeParse(jsonOf(text));
  if (!input.success) return failure(refusals.notJson);
  // What only Enterprise has.
  if (input.data.custom_metadata !== undefined) return failure(refusals.noMetadata);
  if (input.data.custom_origin_server !== undefined || input.data.custom_origin_sni !== undefined) {
    return failure(refusals.noCustomOrigin);
  }
  return success(input.data);
}

/** Null when it is no JSON. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function hostnameOrder(given: unknown): Result<string, ApiRefusal> {
  if (typeof given !== "string") return failure(refusals.notAName);
  const hostname = given.toLowerCase();
  if (/[^ -~]/.test(hostname)) return failure(refusals.notAscii);
  if (hostname.startsWith("*.")) return failure(refusals.wildcard);
  const isName = /^(?:[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?\.)*[a-z0-9-]{1,63}$/.test(hostname);
  if (!isName || hostname.length > 255 || isIP(hostname) !== 0) return failure(refusals.notAName);
  // Cloudflare refuses `.test` and `.localhost` as well: this machine has no other names.
  if (/(?:^|\.)(?:example|invalid)$/.test(hostname)) return failure(refusals.reservedTopDomain);
  if (/(?:^|\.)example\.(?:com|net|org)$/.test(hostname)) return failure(refusals.prohibited);
  if (getDomain(hostname) === null) return failure(refusals.publicSuffix);
  return success(hostname);
}

function sslOrder(given: unknown): Result<SslOrder, ApiRefusal> {
  const input = ssl.safeParse(given);
  if (!input.success) return failure(refusals.ssl);
  const { type, method, wildcard } = input.data;
  if (type === undefined || method === undefined) return failure(refusals.typeAndMethod);
  if (type !== "dv") return failure(refusals.type);
  if (method !== "http" && method !== "txt" && method !== "email") return failure(refusals.method);
  if (wildcard === true) return failure(refusals.wildcard);
  const chosen = settings.safeParse(input.data.settings ?? {});
  if (chosen.success) return success({ method, settings: chosen.data as Settings });
  const [part] = chosen.error.issues[0]?.path ?? [];
  const known: Readonly<Record<string, ApiRefusal>> = {
    http2: refusals.http2,
    tls_1_3: refusals.tls13,
    min_tls_version: refusals.minimumTls,
  };
  return failure(known[String(part)] ?? refusals.ssl);
}
