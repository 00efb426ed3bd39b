import type { Named } from "./named.ts";

/** What a request for a route is made of, besides who sends it. */
export interface Wanted {
  readonly what: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: string;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer = readonly [status: number, code: string | null];

/** What cannot be derived from a route's declaration. */
export interface Entry {
  /** The requests that name something of a tenant's, or the one that names nothing. The route takes each as it is. */
  readonly asks: (named: Named) => readonly [Wanted, ...Wanted[]];
  /** What is answered to somebody of another tenant, and to anybody at a door, who names what does not exist here. */
  readonly missing?: Answer;
  /** What such a request leaves in the audit log of the tenant at whose host it was made. */
  readonly writes?: string;
  /** What a request leaves there that is not refused and takes nothing but a look. */
  readonly records?: string;
  /** Why a page of any origin gets the answer that anybody gets: no cookie means anything here. */
  readonly anyOrigin?: string;
  /** What a door tells anyone of its tenant. */
  readonly tells?: (named: Named) => readonly string[];
}

const notFound: Answer = [404, "NOT_FOUND"];

const nothingNamed: Entry = { asks: () => [{ what: "nothing" }] };

function eachOf(
  [first = "", ...others]: readonly string[],
  more: Omit<Wanted, "what" | "params"> = {},
): [Wanted, ...Wanted[]] {
  const asking = (id: string): Wanted => ({ what: `the id ${id}`, params: { id }, ...more });
  return [asking(first), ...others.map(asking)];
}

function listed(list: keyof Named["cursors"]): Entry {
  return {
    asks: ({ cursors }) => [
      { what: "a cursor", query: `?cursor=${cursors[list]}` },
      { what: "a cursor of another list", query: `?cursor=${cursors.members}` },
    ],
    missing: [200, null],
  };
}

/** A provider, whose version the request claims to know. */
function providerNamed(body?: unknown): Entry {
  const more = { headers: { "if-match": '"1"' }, ...(body === undefined ? {} : { body }) };
  return { asks: ({ providerId }) => eachOf([providerId], more), missing: notFound };
}

/** A hostname, whose version the request claims to know. */
function hostnameNamed(body?: unknown): Entry {
  const more = { headers: { "if-match": '"1"' }, ...(body === undefined ? {} : { body }) };
  return { asks: ({ hostnameId }) => eachOf([hostnameId], more), missing: notFound };
}

export const serverEntries: Readonly<Record<string, Entry>> = {
  "GET /api/tenancy/current": {
    asks: (named) => [
      { what: "a tenant in the query", query: `?organizationId=${named.organizationId}&slug=${named.slug}` },
    ],
    missing: [200, null],
    tells: ({ organizationId, slug, name }) => [organizationId, slug, name],
  },
  "POST /api/auth/sign-in/email": {
    asks: ({ email, password }) => [{ what: "an address", body: { email, password } }],
    missing: [401, "INVALID_CREDENTIALS"],
    writes: "user.sign_in_failed",
  },
  "POST /api/auth/request-password-reset": {
    asks: ({ email }) => [{ what: "an address", body: { email } }],
    missing: [200, null],
  },
  "POST /api/auth/reset-password": {
    asks: ({ resetToken: token }) => [{ what: "a token", body: { token, newPassword: "a stolen horse battery" } }],
    missing: notFound,
  },
  "GET /api/auth/jwks": { ...nothingNamed, missing: [200, null] },
  "GET /api/auth/token": nothingNamed,
  "GET /api/auth/get-session": nothingNamed,
  "POST /api/auth/sign-out": nothingNamed,
  "POST /api/auth/sign-in/sso": {
    asks: ({ providerId }) => [
      { what: "a provider", body: { providerId } },
      { what: "the address of a host", body: { providerId, callbackURL: "/" } },
    ],
    missing: notFound,
  },
  "GET /api/auth/sso/callback/:id": {
    asks: ({ providerId }) => eachOf([providerId], { query: "?code=x&state=x" }),
    missing: notFound,
  },
  // A form from another server: what comes as JSON is not read, whomever it names.
  "POST /api/auth/sso/backchannel-logout/:id": {
    asks: ({ providerId }) => eachOf([providerId], { body: { logout_token: "x" } }),
    missing: [415, "UNSUPPORTED_MEDIA_TYPE"],
    anyOrigin: "the caller is a server, and proves itself by what it sends",
  },
  "POST /api/auth/sign-in/recovery": {
    asks: ({ email }) => [{ what: "an address", body: { email, code: "0000-0000" } }],
    missing: [401, "RECOVERY_REFUSED"],
    writes: "user.sign_in_failed",
  },
  "GET /api/invitations/:invitationId": {
    asks: ({ invitationId }) => [{ what: "an invitation", params: { invitationId } }],
    missing: notFound,
  },
  "POST /api/invitations/accept/:invitationId": {
    asks: ({ invitationId, password }) => [
      { what: "an invitation", params: { invitationId }, body: { name: "Eve", password } },
      { what: "an invitation, badly", params: { invitationId }, body: { name: "Eve", password: "short" } },
    ],
    missing: notFound,
  },
  "GET /api/org/invitations": listed("invitations"),
  "POST /api/org/invitations": nothingNamedWith({ email: "eve@evil.test", role: "owner" }),
  "DELETE /api/org/invitations/:id": {
    asks: ({ invitationId }) => eachOf([invitationId, invitationId.slice(0, 20)]),
    missing: notFound,
  },
  "GET /api/me": nothingNamed,
  "GET /api/sessions": nothingNamed,
  "DELETE /api/sessions/:id": { asks: ({ sessionIds }) => eachOf(sessionIds), missing: notFound },
  "POST /api/sessions/revoke-others": nothingNamed,
  "POST /api/org/sessions/revoke-all": nothingNamed,
  "GET /api/org/members": listed("members"),
  "PATCH /api/org/members/:id": {
    asks: ({ userIds }) => eachOf(userIds, { body: { role: "member" } }),
    missing: notFound,
  },
  "DELETE /api/org/members/:id": { asks: ({ userIds }) => eachOf(userIds), missing: notFound },
  "GET /api/org/members/:id/sessions": { asks: ({ userIds }) => eachOf(userIds), missing: notFound },
  "POST /api/org/members/:id/sessions/revoke-all": { asks: ({ userIds }) => eachOf(userIds), missing: notFound },
  "GET /api/org/settings": nothingNamed,
  "PATCH /api/org/settings": {
    asks: () => [{ what: "nothing", body: { appName: "Taken over" }, headers: { "if-match": '"1"' } }],
  },
  "GET /api/sso-config/providers": listed("providers"),
  "POST /api/sso-config/providers": nothingNamedWith({
    label: "Eve",
    issuer: "https://login.evil.test",
    clientId: "eve",
  }),
  "GET /api/sso-config/providers/:id": providerNamed(),
  "PATCH /api/sso-config/providers/:id": providerNamed({ label: "Taken over" }),
  "DELETE /api/sso-config/providers/:id": providerNamed(),
  "POST /api/sso-config/providers/:id/verify-domain": providerNamed(),
  "POST /api/sso-config/providers/:id/test": providerNamed(),
  "POST /api/sso-config/recovery-codes": nothingNamed,
  "POST /api/sso-config/providers/:id/confirm": providerNamed(),
  "POST /api/sso-config/providers/:id/restore": providerNamed({ version: 1 }),
  "GET /api/sso-config/history": {
    asks: ({ providerId, cursors }) => [
      { what: "a provider", query: `?providerId=${providerId}` },
      { what: "a cursor", query: `?cursor=${cursors.revisions}` },
    ],
    missing: [200, null],
  },
  "GET /api/sso-config/tests/:id": { asks: ({ testId }) => eachOf([testId]), missing: notFound },
  "POST /api/sso-config/discover": nothingNamedWith({ issuer: "https://login.evil.test" }),
  "GET /api/sso-config/enforcement": nothingNamed,
  "PATCH /api/sso-config/enforcement": nothingNamedWith({ enabled: true }),
  "GET /api/sso-config/recovery-codes": {
    asks: ({ cursors }) => [{ what: "a cursor of another list", query: `?cursor=${cursors.members}` }],
    missing: [200, null],
  },
  "DELETE /api/sso-config/recovery-codes/:userId": {
    asks: ({ userIds }) => [{ what: "an owner", params: { userId: userIds.at(-1) ?? "" } }],
    missing: notFound,
  },
  "GET /api/tenancy/hostnames": listed("hostnames"),
  "POST /api/tenancy/hostnames": nothingNamedWith({ hostname: "portal.evil.test" }),
  "GET /api/tenancy/hostnames/:id": hostnameNamed(),
  "PATCH /api/tenancy/hostnames/:id": hostnameNamed({ validation: "txt" }),
  "DELETE /api/tenancy/hostnames/:id": hostnameNamed(),
  "POST /api/tenancy/hostnames/:id/verify": hostnameNamed(),
  "GET /api/tenancy/primary-host": nothingNamed,
  "PATCH /api/tenancy/primary-host": {
    asks: () => [{ what: "nothing", body: { redirectOthers: true }, headers: { "if-match": '"0"' } }],
  },
  "GET /api/org/audit-logs": {
    asks: (named) => [
      { what: "a cursor", query: `?cursor=${named.cursors.auditLogs}` },
      ...["actorId", "targetId", "requestId", "search"].map((filter) => ({
        what: filter,
        query: `?${filter}=${encodeURIComponent(filter === "search" ? named.email : (named.userIds[0] ?? ""))}`,
      })),
    ],
    missing: [200, null],
  },
  "GET /api/org/audit-logs/export": {
    asks: ({ userIds }) => [{ what: "an actor", query: `?format=jsonl&actorId=${userIds[0]}` }],
    missing: [200, null],
    records: "audit-logs.exported",
  },
  "GET /api/org/audit-logs/verify": nothingNamed,
  "GET /api/health": nothingNamed,
  // At the apex alone, which is no tenant's.
  "POST /api/webhooks/cloudflare": {
    asks: ({ hostnameId }) => [
      { what: "a hostname", body: { data: { id: hostnameId, hostname: "portal.evil.test" } } },
    ],
    anyOrigin: "the caller is a server, and proves itself by its secret",
  },
  "POST /api/teams/find": { asks: ({ email }) => [{ what: "an address", body: { email } }] },
  "GET /api/live": {
    asks: () => [
      {
        what: "nothing",
        headers: {
          connection: "Upgrade",
          upgrade: "websocket",
          "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
          "sec-websocket-version": "13",
        },
      },
    ],
  },
  "GET /api/openapi.json": { ...nothingNamed, missing: [200, null] },
  "ALL /api/*": {
    asks: ({ organizationId }) => [{ what: "a path", params: { "*": `organizations/${organizationId}` } }],
    missing: notFound,
  },
  "ALL /*": {
    asks: ({ organizationId }) => [{ what: "a path", params: { "*": organizationId } }],
    missing: [200, null],
  },
};

export const adminEntries: Readonly<Record<string, Entry>> = {
  "GET /api/admin/overview": nothingNamed,
  "GET /api/admin/tenants": { asks: ({ slug }) => [{ what: "a search", query: `?search=${slug}` }] },
  "POST /api/admin/tenants": nothingNamedWith({
    slug: "stolen",
    name: "Stolen",
    primaryAdminEmail: "eve@evil.test",
  }),
  "GET /api/admin/tenants/:id": tenantNamed(),
  "GET /api/admin/tenants/:id/health": tenantNamed(),
  "DELETE /api/admin/tenants/:id": tenantNamed(),
  "POST /api/admin/tenants/:id/suspend": tenantNamed({ reason: "stolen" }),
  "POST /api/admin/tenants/:id/restore": tenantNamed(),
  "POST /api/admin/tenants/:id/invitations": tenantNamed({ email: "eve@evil.test", role: "owner" }),
  "POST /api/admin/tenants/:id/sessions/revoke-all": tenantNamed({ reason: "stolen" }),
  "GET /api/admin/tenants/:id/hostnames": tenantNamed(),
  "POST /api/admin/tenants/:id/hostnames/:hostnameId/check": hostnameOfTenant(),
  "DELETE /api/admin/tenants/:id/hostnames/:hostnameId": hostnameOfTenant({ reason: "stolen" }),
  "GET /api/admin/users": { asks: ({ email }) => [{ what: "an address", query: `?email=${email}` }] },
  "GET /api/admin/me": nothingNamed,
  "GET /api/admin/profile": nothingNamed,
  "PATCH /api/admin/profile": nothingNamedWith({ name: "Eve" }),
  "GET /api/admin/global-admins": nothingNamed,
  "POST /api/admin/global-admins": nothingNamedWith({ email: "eve@evil.test", role: "super_admin" }),
  "POST /api/admin/global-admins/:id/reissue-enrollment": operatorNamed(),
  "POST /api/admin/global-admins/:id/deactivate": operatorNamed(),
  "GET /api/admin/audit-logs": nothingNamed,
  "GET /api/admin/audit-logs/export": nothingNamed,
  "GET /api/admin/audit-logs/verify": nothingNamed,
  "GET /api/admin/system/queues": nothingNamed,
  "GET /api/admin/system/health": nothingNamed,
  "GET /api/openapi.json": nothingNamed,
  "ALL /api/*": nothingNamed,
  "ALL /*": nothingNamed,
};

function nothingNamedWith(body: unknown): Entry {
  return { asks: () => [{ what: "nothing", body }] };
}

function tenantNamed(body?: unknown): Entry {
  return {
    asks: ({ organizationId: id }) => [{ what: "a tenant", params: { id }, ...(body === undefined ? {} : { body }) }],
  };
}

function hostnameOfTenant(body?: unknown): Entry {
  const more = { headers: { "if-match": '"1"' }, ...(body === undefined ? {} : { body }) };
  return {
    asks: ({ organizationId: id, hostnameId }) => [{ what: "a hostname", params: { id, hostnameId }, ...more }],
  };
}

function operatorNamed(): Entry {
  return { asks: ({ operatorId: id }) => [{ what: "an operator", params: { id } }] };
}

export function entryOf(entries: Readonly<Record<string, Entry>>, { key }: { readonly key: string }): Entry {
  const entry = entries[key];
  if (entry === undefined) throw new Error(`${key} has no entry in the matrix`);
  return entry;
}
