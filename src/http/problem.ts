import { z } from "@hono/zod-openapi";

/** Every way the two APIs say no: the stable code, its status, and the sentence that is safe to show anyone. */
export const problemCodes = {
  INVALID_HOST: [400, "This host name is not valid."],
  MISDIRECTED_REQUEST: [421, "This host is not served here."],
  TENANT_NOT_FOUND: [404, "There is no organization at this address."],
  APEX: [404, "This is the platform's front door, not an organization."],
  NOT_FOUND: [404, "There is nothing here."],
  METHOD_NOT_ALLOWED: [405, "This address does not answer that method."],
  TENANT_SUSPENDED: [403, "This organization is suspended."],

  SIGNED_OUT: [401, "You are not signed in."],
  SESSION_REVOKED: [401, "This session was ended."],
  USER_REVOKED: [401, "All sessions of this account were ended."],
  ORGANIZATION_REVOKED: [401, "All sessions of this organization were ended."],
  SESSION_EXPIRED: [401, "This session has expired."],
  SESSION_IDLE: [401, "This session was not used for too long."],
  TOKEN_INVALID: [401, "This token is not valid here."],
  INVALID_CREDENTIALS: [401, "The e-mail address or the password is wrong."],
  SIGN_IN_INTERRUPTED: [401, "Access changed while you were signing in. Please sign in again."],

  ORIGIN_REFUSED: [403, "This request did not come from this organization's own pages."],
  FORBIDDEN: [403, "You are not allowed to do this."],

  INVALID_REQUEST: [400, "The request is not valid."],
  UNSUPPORTED_MEDIA_TYPE: [415, "The body must be JSON."],
  BODY_TOO_LARGE: [413, "The body is too large."],
  UPGRADE_REQUIRED: [426, "This address only speaks WebSocket."],

  SLUG_TAKEN: [409, "This slug is already taken."],
  SLUG_RESERVED: [409, "This slug is reserved."],
  ALREADY_MEMBER: [409, "This person is already a member."],
  INVITATION_PENDING: [409, "There is already an open invitation for this address."],
  LAST_OWNER: [409, "An organization needs at least one owner."],
  WRONG_STATE: [409, "This cannot be done in the present state."],
  PRECONDITION_REQUIRED: [428, "Say which version you are changing, with If-Match."],
  PRECONDITION_FAILED: [412, "Somebody else has changed this in the meantime."],

  INVITATION_USED: [410, "This invitation has already been accepted."],
  INVITATION_EXPIRED: [410, "This invitation is no longer valid."],
  RESET_LINK_USED: [410, "This link has already been used or has expired."],

  SSO_REQUIRED: [403, "This organization signs in with single sign-on."],
  SSO_REFUSED: [403, "The sign-in through the identity provider was refused."],
  SSO_RESPONSE_INVALID: [
    400,
    "The identity provider's answer does not belong to a sign-in that began in this browser.",
  ],
  SSO_PROVIDER_UNREACHABLE: [502, "The identity provider does not answer as it should."],
  SSO_RESPONSE_USED: [410, "This sign-in has already been completed or has expired."],
  SSO_NO_PROVIDER: [404, "No identity provider is set up for this address."],
  CLIENT_SECRET_NEEDED: [
    422,
    "Enter the client secret as well: there is none, or the one there is was meant for another address.",
  ],
  SSO_TOO_MANY_PROVIDERS: [409, "There are as many identity providers as there can be."],
  SSO_NOT_PROVEN: [409, "An owner must first sign in successfully through an enabled identity provider."],
  SSO_ENFORCED: [409, "Single sign-on is required here, and nobody could sign in after this change."],
  DOMAIN_TAKEN: [409, "Another organization has verified this domain."],
  DOMAIN_IN_USE: [409, "Another identity provider of this organization has this domain."],
  HOSTNAME_REFUSED: [422, "This name cannot be a hostname of an organization."],
  HOSTNAME_TAKEN: [409, "Another organization has this hostname, or had it until recently."],
  HOSTNAME_IN_USE: [409, "This organization has this hostname already."],
  HOSTNAME_TOO_MANY_PENDING: [409, "There are too many hostnames that are not active yet."],
  HOSTNAME_DAILY_LIMIT: [429, "Too many hostnames were added in the last 24 hours."],
  HOSTNAME_IS_PRIMARY: [409, "This is the primary host. Choose another one first."],
  HOSTNAME_NEEDED: [
    409,
    "Single sign-on is required here, and no owner has come in by it at another host. Sign in there once first.",
  ],
  IDEMPOTENCY_KEY_REUSED: [422, "This Idempotency-Key was used for another request."],
  WEBHOOK_REFUSED: [401, "This notification does not carry our secret."],
  RECOVERY_REFUSED: [401, "The e-mail address or the recovery code is wrong."],
  LOGOUT_TOKEN_INVALID: [400, "The logout token is not valid."],

  ACCESS_REQUIRED: [401, "Come in through Cloudflare Access."],
  ENROLLMENT_REQUIRED: [403, "This operator account is not enrolled yet."],
  ENROLLMENT_REFUSED: [403, "This enrollment token is not valid for you."],
  OPERATOR_DEACTIVATED: [403, "This operator account is deactivated."],
  LAST_SUPER_ADMIN: [409, "The platform needs at least one active super admin."],
  OPERATOR_EXISTS: [409, "There is already an operator with this address."],

  RATE_LIMITED: [429, "There were too many attempts. Please wait a moment before you try again."],
  OVERLOADED: [503, "This organization gets more requests than it can answer. Please try again in a moment."],
  UNAVAILABLE: [503, "This is not possible right now. Please try again in a moment."],
  INTERNAL: [500, "Something went wrong on our side."],
} as const satisfies Record<string, readonly [number, string]>;

export type ProblemCode = keyof typeof problemCodes;

/** What one field of a request is refused for. */
export interface FieldError {
  readonly path: string;
  readonly message: string;
}

/** What a refusal may say besides: closed, so that no error and no row gets to the wire by way of it. */
export interface ProblemExtensions {
  readonly errors?: readonly FieldError[];
  /** The document as it is now, to whom may read it: what a stale change is to be merged with. */
  readonly current?: object;
  /** Why, out of a closed set of the domain's: what a page explains it by. */
  readonly reason?: string;
}

/** An expected refusal on its way to the wire (RFC 9457). `detail` is a sentence of ours, never made of a value. */
export class Problem {
  readonly code: ProblemCode;
  readonly detail: string | undefined;
  readonly extensions: ProblemExtensions;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: ProblemCode,
    more: { detail?: string; extensions?: ProblemExtensions; headers?: Record<string, string> } = {},
  ) {
    this.code = code;
    this.detail = more.detail;
    this.extensions = more.extensions ?? {};
    this.headers = more.headers ?? {};
  }

  get status(): number {
    return problemCodes[this.code][0];
  }

  /** As an answer on the wire. */
  toAnswer(requestId: string) {
    const [status, title] = problemCodes[this.code];
    const body = {
      type: `urn:gatehouse:problem:${this.code.toLowerCase().replaceAll("_", "-")}`,
      title,
      status,
      code: this.code,
      ...(this.detail === undefined ? {} : { detail: this.detail }),
      requestId,
      ...this.extensions,
    };
    const retry = status === 503 ? { "retry-after": "2" } : {};
    return {
      status,
      body,
      headers: Object.entries({ "content-type": "application/problem+json", ...retry, ...this.headers }),
    };
  }
}

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(problemCodes) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional(),
    requestId: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    reason: z.string().optional(),
  })
  .openapi("Problem");
