import { Provider, interactionPolicy } from "oidc-provider";
import type { Configuration, JWKS, KoaContextWithOIDC } from "oidc-provider";
import type { JWK } from "jose";
import { accountClaims } from "./idp-accounts.ts";
import type { IdpAccounts } from "./idp-accounts.ts";
import type { IdpArtifacts } from "./idp-artifacts.ts";
import { signingAlgorithms } from "./idp-keys.ts";
import { messagePage, signOutPage } from "./idp-page.ts";
import type { Report } from "./worker-log.ts";

export interface ProviderContext {
  readonly realm: string;
  readonly issuer: string;
  readonly keys: readonly JWK[];
  readonly cookieKey: string;
  readonly accounts: IdpAccounts;
  readonly artifacts: IdpArtifacts;
  /** Whether people may be sent there, after a sign-in or a sign-out. */
  readonly isAllowed: (redirectUri: string) => boolean;
  /** Sends what the provider has to say to a client: logout tokens. */
  readonly deliver: (url: string, init: RequestInit) => Promise<Response>;
  /** Gets told of faults that are nobody's test. */
  readonly report: Report;
}

/** The OpenID provider of one realm, as strict as the library is. It asks nobody for consent. */
export function idpProvider(context: ProviderContext): Provider {
  const provider = new Provider(context.issuer, configuration(context));
  provider.on("server_error", (_ctx, error) =>
    context.report(`The provider ${context.issuer} failed: ${String(error)}`),
  );
  // The library's own recipe for redirect URIs that follow a rule instead of a list.
  Object.assign(provider.Client.prototype, {
    redirectUriAllowed: context.isAllowed,
    postLogoutRedirectUriAllowed: context.isAllowed,
  });
  return provider;
}

function configuration(context: ProviderContext): Configuration {
  const { realm, accounts, artifacts, keys, cookieKey, deliver } = context;
  const path = `/${realm}`;
  return {
    adapter: (kind) => artifacts.adapter(kind),
    jwks: { keys: [...keys] as JWKS["keys"] },
    cookies: { keys: [cookieKey], long: { path, httpOnly: true, sameSite: "lax" } },
    scopes: ["openid", "email", "profile", "groups"],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "groups"],
      groups: ["groups"],
    },
    // Most providers of companies put them into the token, and not only into userinfo.
    conformIdTokenClaims: false,
    // Announced; whatever else is asked for is given too.
    acrValues: ["pwd", "mfa"],
    responseTypes: ["code"],
    clientAuthMethods: ["client_secret_basic", "client_secret_post", "none"],
    enabledJWA: { idTokenSigningAlgValues: [...signingAlgorithms] },
    pkce: { required: () => true },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => void (ctx.body = signOutPage(realm, form)),
        postLogoutSuccessSource: (ctx) => void (ctx.body = messagePage("You are signed out.", [])),
      },
    },
    ttl: {
      AccessToken: 3600,
      AuthorizationCode: 60,
      Grant: 86_400,
      IdToken: 3600,
      Interaction: 3600,
      Session: 86_400,
    },
    clientBasedCORS: () => false,
    interactions: { policy: policy(), url: (_ctx, { uid }) => `${path}/interaction/${uid}` },
    findAccount(_ctx, subject) {
      const account = accounts.find(subject);
      return account && { accountId: subject, claims: () => accountClaims(account) };
    },
    loadExistingGrant: grantEverything,
    renderError(ctx, out) {
      ctx.type = "html";
      ctx.body = messagePage("That did not work.", [out.error, out.error_description ?? ""]);
    },
    fetch: (input, init = {}) => deliver(input instanceof Request ? input.url : input.toString(), init),
  };
}

/** Whoever has signed in has agreed to what was asked for. */
async function grantEverything(ctx: KoaContextWithOIDC) {
  const { client, params, provider, session } = ctx.oidc;
  if (client === undefined || session?.accountId === undefined) return undefined;
  const grant = new provider.Grant({ clientId: client.clientId, accountId: session.accountId });
  grant.addOIDCScope(textOf(params?.["scope"]));
  await grant.save();
  return grant;
}

/** Asks again when somebody signed in differently than is wanted now; never for consent. */
function policy() {
  const { Check, Prompt, base } = interactionPolicy;
  const prompts = base();
  prompts.remove("consent");
  prompts.add(new Prompt({ name: "select_account", requestable: true }), 0);
  prompts.get("login")?.checks.add(
    new Check("acr", "the authentication context is another one than was asked for", "login_required", (ctx) => {
      const wanted = firstAcr(ctx.oidc.params?.["acr_values"]);
      return wanted !== undefined && ctx.oidc.session?.accountId !== undefined && ctx.oidc.session.acr !== wanted;
    }),
  );
  return prompts;
}

/** A parameter of the authorization request. */
export function textOf(parameter: unknown): string {
  return typeof parameter === "string" ? parameter : "";
}

/** The authentication context that this provider gives: whatever is asked for first. */
export function firstAcr(acrValues: unknown): string | undefined {
  return textOf(acrValues).split(" ")[0] || undefined;
}
