import type {
  CustomHostnameCreateParams,
  CustomHostnameEditParams,
} from "cloudflare/resources/custom-hostnames/custom-hostnames";
import { z } from "zod";
import { unlessLate } from "../time-limit/time-limit.ts";
import type { Validation } from "../hostnames/hostname.ts";
import type { Registration } from "../hostnames/registration.ts";
import { limitedText, type Fetch } from "../http/outgoing.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { Redacted } from "../secrets/redacted.ts";
import { failureOf, type CloudflareFailure } from "./failure.ts";
import { customHostname, registrationOf } from "./registration.ts";

type Outcome<Value> = Promise<Result<Value, CloudflareFailure>>;

/** One page of all custom hostnames of the zone. */
export interface RegistrationPage {
  readonly registrations: readonly Registration[];
  /** How many pages of this size there are. */
  readonly pages: number;
}

export interface CustomHostnamesTools {
  readonly fetch: Fetch;
  readonly zoneId: string;
  readonly apiToken: Redacted<string>;
  readonly limitMilliseconds?: number;
}

/**
 * The custom hostnames of one zone, at Cloudflare's API. Every method is one call, which the caller has asked the budget
 * for (durable-objects/cloudflare-zone.ts), and none is ever repeated here: after `unreachable` nobody knows whether it
 * was done, and the way to find out is to look.
 *
 * developers.cloudflare.com/api/resources/custom_hostnames
 */
export class CustomHostnames {
  readonly #tools: CustomHostnamesTools;

  constructor(tools: CustomHostnamesTools) {
    this.#tools = tools;
  }

  /** The registration of that name, null where the zone has none. */
  async find(hostname: string): Outcome<Registration | null> {
    const answer = await this.#call("GET", `?${new URLSearchParams({ hostname }).toString()}`, null, hostnameList);
    if (!answer.ok) return answer;
    const registrations = answer.value.result.map(registrationOf);
    // How closely the parameter matches is not said: only the very same name counts.
    return success(registrations.find((registration) => registration.hostname === hostname) ?? null);
  }

  /** @param page the first is 1 */
  async page(page: number): Outcome<RegistrationPage> {
    const query = new URLSearchParams({ page: String(page), per_page: String(registrationsPerPage) });
    const answer = await this.#call("GET", `?${query.toString()}`, null, hostnameList);
    if (!answer.ok) return answer;
    const { result, result_info: info } = answer.value;
    return success({ registrations: result.map(registrationOf), pages: pagesOf(page, result.length, info) });
  }

  async get(id: string): Outcome<Registration> {
    return only(await this.#call("GET", `/${encodeURIComponent(id)}`, null, oneHostname), { id });
  }

  /** Registers a name. The answer may not say yet which records validate it: look again a little later. */
  async create(hostname: string, validation: Validation): Outcome<Registration> {
    const body = { hostname, ssl: certificate(validation) } satisfies Body<CustomHostnameCreateParams>;
    return only(await this.#call("POST", "", body, oneHostname), { hostname });
  }

  /** Validates anew, by this way; when it is the same as before, that begins at once what Cloudflare had given up on. */
  async restart(id: string, validation: Validation): Outcome<Registration> {
    const body = { ssl: certificate(validation) } satisfies Body<CustomHostnameEditParams>;
    return only(await this.#call("PATCH", `/${encodeURIComponent(id)}`, body, oneHostname), { id });
  }

  /** Gives a registration up, and its certificates with it. */
  async delete(id: string): Outcome<null> {
    // Documented without the envelope that all the others have.
    const done = z.union([z.object({ success: z.literal(true) }), z.strictObject({ id: z.string() })]);
    const answer = await this.#call("DELETE", `/${encodeURIComponent(id)}`, null, done);
    return answer.ok ? success(null) : answer;
  }

  async #call<Schema extends z.ZodType>(
    method: "GET" | "POST" | "PATCH" | "DELETE",
    path: string,
    body: object | null,
    schema: Schema,
  ): Outcome<z.output<Schema>> {
    const { fetch, zoneId, apiToken, limitMilliseconds = usualLimitMilliseconds } = this.#tools;
    const abandon = new AbortController();
    const calling = async (): Outcome<z.output<Schema>> => {
      const response = await fetch(`${api}/zones/${zoneId}/custom_hostnames${path}`, {
        method,
        headers: {
          authorization: `Bearer ${apiToken.reveal()}`,
          accept: "application/json",
          ...(body === null ? {} : { "content-type": "application/json" }),
        },
        ...(body === null ? {} : { body: JSON.stringify(body) }),
        // Nobody else is told the token.
        redirect: "manual",
        cache: "no-store",
        signal: abandon.signal,
      });
      const answered = jsonOf(await limitedText(response, maximumBytes));
      const parsed = response.ok ? schema.safeParse(answered) : undefined;
      if (parsed?.success === true) return success(parsed.data);
      const { status, headers } = response;
      return failure(failureOf({ status, retryAfter: headers.get("retry-after"), body: answered }, Date.now()));
    };
    const nothing = failure({ reason: "unreachable", detail: "no_answer" } as const);
    const outcome = await unlessLate(limitMilliseconds, calling, nothing);
    abandon.abort();
    return outcome;
  }
}

/** A constant: where tokens are sent is nobody's to configure. */
const api = "https://api.cloudflare.com/client/v4";

/** The most a page may have. */
export const registrationsPerPage = 50;

const usualLimitMilliseconds = 10_000;
/** A page of fifty has some two hundred thousand. */
const maximumBytes = 2 * 1024 * 1024;

/** The zone is in the path. */
type Body<Params> = Omit<Params, "zone_id">;

/** Which authority issues, and what else the certificate is like, is Cloudflare's choice outside Enterprise plans. */
function certificate(method: Validation) {
  return { type: "dv", method, settings: { min_tls_version: "1.2", http2: "on", tls_1_3: "on" } } as const;
}

const envelope = { success: z.literal(true) };
const oneHostname = z.object({ ...envelope, result: customHostname });
const hostnameList = z.object({
  ...envelope,
  result: z.array(customHostname),
  result_info: z
    .object({
      total_pages: z.int().min(0).optional().catch(undefined),
      total_count: z.int().min(0).optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** Where nobody says how many there are, a full page means that there is another. */
function pagesOf(page: number, length: number, info: z.infer<typeof hostnameList>["result_info"]): number {
  if (info?.total_pages !== undefined) return info.total_pages;
  if (info?.total_count !== undefined) return Math.ceil(info.total_count / registrationsPerPage);
  return length < registrationsPerPage ? page : page + 1;
}

/** An answer about somebody else is none. */
function only(
  answer: Result<z.infer<typeof oneHostname>, CloudflareFailure>,
  asked: Partial<Pick<Registration, "id" | "hostname">>,
): Result<Registration, CloudflareFailure> {
  if (!answer.ok) return answer;
  const registration = registrationOf(answer.value.result);
  const isOther =
    (asked.id !== undefined && asked.id !== registration.id) ||
    (asked.hostname !== undefined && asked.hostname !== registration.hostname);
  return isOther ? failure({ reason: "unreachable", detail: "about_another" }) : success(registration);
}

/** Undefined for what is no JSON, or too much. */
function jsonOf(text: string | null): unknown {
  if (text === null) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
