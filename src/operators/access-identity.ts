import { decodeProtectedHeader, errors, jwtVerify, type JWTPayload } from "jose";
import { z } from "zod";
import { emailAddress } from "../identity/contract.ts";
import { failure, success, type Result } from "../result/result.ts";
import type { AccessKey } from "./access-keys.ts";

/** The Access application in front of the console. */
export interface AccessApplication {
  /** `https://<team>.cloudflareaccess.com`, without a trailing slash: exactly the `iss` of its tokens. */
  readonly issuer: string;
  readonly audience: string;
}

/** A person whom Access let in, on this request. Only `identify` makes one. */
class HumanIdentity {
  readonly #verified = true;
  /** Access's id of the person: the only thing an operator is looked up by. */
  readonly subject: string;
  /** In lower case. It may change hands, so it only cross-checks an enrollment. */
  readonly email: string;

  constructor(subject: string, email: string) {
    this.subject = subject;
    this.email = email;
  }

  static isIdentity(value: unknown): value is HumanIdentity {
    return value instanceof HumanIdentity && value.#verified;
  }
}

export type AccessIdentity = HumanIdentity;

/** `not_human`: a service token, or anything else without a person behind it. `not_application`: e.g. an org token. */
export type AccessRefusal =
  | "missing"
  | "malformed"
  | "wrong_algorithm"
  | "unknown_key"
  | "wrong_signature"
  | "wrong_issuer"
  | "wrong_audience"
  | "expired"
  | "not_yet_valid"
  | "not_application"
  | "not_human";

/**
 * Verifies a `Cf-Access-Jwt-Assertion`: RS256 by a key of the team, exact issuer, audience, times without leeway, and a
 * person. No clock and no I/O of its own.
 *
 * Claims: developers.cloudflare.com/cloudflare-one/access-controls/applications/http-apps/authorization-cookie/application-token
 *
 * @param findKey the key with an id, null when Access has none; what it throws is passed on
 */
export async function identify(
  assertion: string | null,
  application: AccessApplication,
  findKey: (keyId: string) => Promise<AccessKey | null>,
  now: Date,
): Promise<Result<AccessIdentity, AccessRefusal>> {
  if (assertion === null || assertion === "") return failure("missing");
  if (!/^[\w-]+\.[\w-]+\.[\w-]+$/.test(assertion)) return failure("malformed");
  const header = headerOf(assertion);
  if (header === null) return failure("malformed");
  if (header.alg !== "RS256") return failure("wrong_algorithm");
  if (header.kid === undefined) return failure("unknown_key");
  const key = await findKey(header.kid);
  if (key === null) return failure("unknown_key");
  try {
    const { payload } = await jwtVerify(assertion, key, {
      algorithms: ["RS256"],
      issuer: application.issuer,
      audience: application.audience,
      requiredClaims: ["exp"],
      currentDate: now,
    });
    return personOf(payload);
  } catch (error) {
    return failure(refusalOf(error));
  }
}

const personClaims = z.object({ sub: z.string().min(1), email: emailAddress });

function personOf(payload: JWTPayload): Result<AccessIdentity, AccessRefusal> {
  if (payload["type"] !== "app") return failure("not_application");
  // A service token has a client id as its common name, an empty subject and no address.
  if (payload["common_name"] !== undefined) return failure("not_human");
  const person = personClaims.safeParse(payload);
  return person.success ? success(new HumanIdentity(person.data.sub, person.data.email)) : failure("not_human");
}

function headerOf(assertion: string): { readonly alg?: string; readonly kid?: string } | null {
  try {
    return decodeProtectedHeader(assertion);
  } catch {
    return null;
  }
}

function refusalOf(error: unknown): AccessRefusal {
  if (error instanceof errors.JWTExpired) return "expired";
  if (error instanceof errors.JWTClaimValidationFailed) {
    switch (error.claim) {
      case "iss":
        return "wrong_issuer";
      case "aud":
        return "wrong_audience";
      case "nbf":
        return "not_yet_valid";
      default:
        return "malformed";
    }
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return "wrong_signature";
  if (error instanceof errors.JOSEError) return "malformed";
  throw error;
}
