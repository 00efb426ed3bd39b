import { z } from "@hono/zod-openapi";
import { ssoProviderGuard } from "../attempts/guard.ts";
import { creationKeyOf } from "../http/creation-key.ts";
import { idempotencyKeyOf } from "../http/idempotency.ts";
import { pageQuery, pageStart } from "../http/page.ts";
import { expectedVersion, preconditionFailed } from "../http/precondition.ts";
import { Problem, type FieldError } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import { randomToken } from "../identifiers/digest.ts";
import { changeAsMember, type MemberCall } from "../server/member-call.ts";
import { memberRoute } from "../server/route.ts";
import { clientAuthenticationOf } from "./client-authentication.ts";
import { changedDocument, outdatedProvider, providerDocument, providerDocuments, versioned } from "./configuration.ts";
import { createProviderBody, provider, providerPage, ssoParams, updateProviderBody } from "./contract.ts";
import { egressOf } from "./outgoing.ts";
import { placeErrors } from "./place-check.ts";
import type { ProviderFields } from "./provider.ts";

const path = "/api/sso-config/providers";

export const ssoProviderRoutes = [
  memberRoute({
    method: "get",
    path,
    operation: "listSsoProviders",
    summary: "The identity providers of the organization, oldest first",
    action: "sso:read",
    params: nothing,
    query: pageQuery,
    body: nothing,
    answers: { 200: providerPage },
    problems: [],
    async handle({ query, ...call }) {
      const after = pageStart(query);
      return after.ok ? answer(200, await providerDocuments(call, after.value, query.limit)) : after.failure;
    },
  }),

  memberRoute({
    method: "post",
    path,
    operation: "createSsoProvider",
    summary: "Set up an identity provider; with an Idempotency-Key it may be sent again and is made once",
    action: "sso:update",
    params: nothing,
    query: anyQuery,
    body: createProviderBody,
    guard: ssoProviderGuard,
    answers: { 201: provider },
    problems: ["DOMAIN_IN_USE", "IDEMPOTENCY_KEY_REUSED", "SSO_TOO_MANY_PROVIDERS"],
    async handle({ body, ...call }) {
      const { exchange, admission, grant } = call;
      const { organizationId } = admission.tenant;
      const key = idempotencyKeyOf(exchange.request);
      if (!key.ok) return key.failure;
      const authentication = clientAuthenticationOf(body, null);
      if (!authentication.ok) return refusedFields(authentication.failure);
      const errors = await placeErrors(body, egressOf(exchange.config));
      if (errors.length > 0) return refusedFields(...errors);
      const platformSecret = exchange.config.sessionSecret.reveal();
      const creator = { organizationId, userId: grant.session.userId, key: key.value };
      const { id: providerId, fingerprint } = await creationKeyOf("sso", platformSecret, creator, body);
      const { clientSecret, ...fields } = body;
      const changed = await changeAsMember(call, {
        kind: "sso-provider-create",
        providerId,
        fields: { ...fields, clientAuthentication: authentication.value } as ProviderFields,
        sealedSecret: await sealed(call, clientSecret),
        challenges: body.domains.map(randomToken),
        fingerprint,
        actorRole: grant.session.role,
      });
      if (changed === "stale") return new Problem("UNAVAILABLE");
      if (changed instanceof Problem) return changed;
      const created = await changedDocument(call, changed);
      return answer(201, created, [versioned(created), ["location", `${path}/${providerId}`]]);
    },
  }),

  memberRoute({
    method: "get",
    path: `${path}/{id}`,
    operation: "getSsoProvider",
    summary: "An identity provider; its ETag is the version to send back with If-Match",
    action: "sso:read",
    params: ssoParams,
    query: anyQuery,
    body: nothing,
    answers: { 200: provider },
    problems: ["NOT_FOUND"],
    async handle({ params, ...call }) {
      const found = await providerDocument(call, params.id);
      return found === null ? new Problem("NOT_FOUND") : answer(200, found, [versioned(found)]);
    },
  }),

  memberRoute({
    method: "patch",
    path: `${path}/{id}`,
    operation: "updateSsoProvider",
    summary: "Change an identity provider, if nobody else has since the version in If-Match",
    action: "sso:update",
    params: ssoParams,
    query: anyQuery,
    body: updateProviderBody,
    answers: { 200: provider },
    problems: [
      "PRECONDITION_REQUIRED",
      "PRECONDITION_FAILED",
      "NOT_FOUND",
      "DOMAIN_IN_USE",
      "SSO_ENFORCED",
      "CLIENT_SECRET_NEEDED",
    ],
    async handle({ params, body, ...call }) {
      const expected = expectedVersion(call.exchange.request);
      if (!expected.ok) return expected.failure;
      const known = await providerDocument(call, params.id);
      if (known === null) return new Problem("NOT_FOUND");
      if (known.version !== expected.value) return preconditionFailed(known);
      const authentication = clientAuthenticationOf(body, known.clientAuthentication);
      if (!authentication.ok) return refusedFields(authentication.failure);
      const errors = await placeErrors(body, egressOf(call.exchange.config));
      if (errors.length > 0) return refusedFields(...errors);
      const { clientSecret, ...fields } = body;
      const sealedSecret = await sealed(call, clientSecret);
      const changed = await changeAsMember(call, {
        kind: "sso-provider-update",
        providerId: params.id,
        expectedVersion: expected.value,
        // Of JSON no field is undefined: what is there was sent.
        fields: {
          ...(fields as Partial<ProviderFields>),
          ...(authentication.value === undefined ? {} : { clientAuthentication: authentication.value }),
        },
        ...(sealedSecret === undefined ? {} : { sealedSecret }),
        challenges: (body.domains ?? []).map(randomToken),
        actorRole: call.grant.session.role,
      });
      if (changed === "stale") return outdatedProvider(call, params.id);
      if (changed instanceof Problem) return changed;
      const document = await changedDocument(call, changed);
      return answer(200, document, [versioned(document)]);
    },
  }),

  memberRoute({
    method: "delete",
    path: `${path}/{id}`,
    operation: "deleteSsoProvider",
    summary: "Remove an identity provider; its history stays, and an earlier version can be restored",
    action: "sso:update",
    params: ssoParams,
    query: anyQuery,
    body: nothing,
    answers: { 204: z.undefined() },
    problems: ["PRECONDITION_REQUIRED", "PRECONDITION_FAILED", "NOT_FOUND", "SSO_ENFORCED"],
    async handle({ params, ...call }) {
      const expected = expectedVersion(call.exchange.request);
      if (!expected.ok) return expected.failure;
      const changed = await changeAsMember(call, {
        kind: "sso-provider-delete",
        providerId: params.id,
        expectedVersion: expected.value,
        actorRole: call.grant.session.role,
      });
      if (changed === "stale") return outdatedProvider(call, params.id);
      return changed instanceof Problem ? changed : answer(204, undefined);
    },
  }),
];

/** The secret as it may rest. What there is nothing of stays as it is. */
async function sealed<Nothing extends null | undefined>(
  { exchange, admission }: MemberCall,
  clientSecret: string | Nothing,
): Promise<string | Nothing> {
  if (typeof clientSecret !== "string") return clientSecret;
  const { organizationId } = admission.tenant;
  return exchange.env.AUTH.sealClientSecret({ organizationId, clientSecret });
}

function refusedFields(...errors: readonly FieldError[]): Problem {
  return new Problem("INVALID_REQUEST", { extensions: { errors } });
}
