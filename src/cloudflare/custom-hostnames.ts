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
import { exhaustedFor } from "./rate-limit.ts";
import { customHostname, registrationOf } from "./registration.ts";
import {
  customHostnameList,
  listQuery,
  registrationPage,
  registrationsPerPage,
  type RegistrationPage,
} from "./registration-list.ts";

type Outcome<Value> = Promise<Result<Value, CloudflareFailure>>;

export interface CustomHostnamesTools {
  readonly fetch: Fetch;
  readonly zoneId: string;
  readonly apiToken: Redacted<string>;
  /** Is told when an answer says that the token's next call would be refused, and for how long. Never fails. */
  readonly exhausted: (milliseconds: number) => Promise<void>;
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
    const query = listQuery({ hostname: { exact: hostname }, per_page: registrationsPerPage });
    const answer = await this.#call("GET", query, null, customHostnameList);
    if (!answer.ok) return answer;
    const { registrations, notUnderstood, pages } = registrationPage(answer.value, 1);
    // Should the parameter be passed over, everything would be listed: only the very same name counts.
    const found = registrations.find((registration) => registration.hostname === hostname);
    if (found !== undefined) return success(found);
    // That it is not there is what names are registered on, and let go: it takes a list that is understood to its end.
    const isCertain = notUnderstood === 0 && pages <= 1;
    return isCertain ? success(null) : failure({ reason: "unreachable", detail: "not_understood" });
  }

  /** @param page the first is 1 */
  async page(page: number): Outcome<RegistrationPage> {
    const query = listQuery({ page, per_page: registrationsPerPage });
    const answer = await this.#call("GET", query, null, customHostnameList);
    return answer.ok ? success(registrationPage(answer.value, page)) : answer;
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
    const { fetch, zoneId, apiToken, exhausted, limitMilliseconds = usualLimitMilliseconds } = this.#tools;
    const abandon = new AbortController();
    let pause: number | null = null;
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
      // A call that was refused for that says itself how long to wait.
      pause = response.status === 429 ? null : exhaustedFor(response.headers.get("ratelimit"));
      const answered = jsonOf(await limitedText(response, maximumBytes));
      const parsed = response.ok ? schema.safeParse(answered) : undefined;
      if (parsed?.success === true) return success(parsed.data);
      const { status, headers } = response;
      return failure(failureOf({ status, retryAfter: headers.get("retry-after"), body: answered }, Date.now()));
    };
    const nothing = failure({ reason: "unreachable", detail: "no_answer" } as const);
    const outcome = await unlessLate(limitMilliseconds, calling, nothing);
    abandon.abort();
    if (pause !== null) await exhausted(pause);
    return outcome;
  }
}

/** A constant: where tokens are sent is nobody's to configure. */
const api = "https://api.cloudflare.com/client/v4";

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
