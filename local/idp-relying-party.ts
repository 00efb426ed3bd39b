import * as oauth from "oauth4webapi";
import { idpVisitor } from "./idp-visitor.ts";
import type { IdpPerson, IdpVisitor } from "./idp-visitor.ts";
import { loopbackFetch } from "./loopback-fetch.ts";

/** A strict client of a provider, made of a library that is certified: what it takes is right, and what it refuses is wrong. */
export interface RelyingParty {
  /** The whole way: discovery, authorization, token, userinfo. Throws at the first thing that is not right. */
  signIn(person: IdpPerson, options?: RelyingPartySignIn): Promise<SignedIn>;
}

interface RelyingPartySignIn {
  /** Null for a public client. */
  readonly secret?: string | null;
  /** How the secret is sent. */
  readonly sendsSecretIn?: "header" | "body";
  /** More parameters of the authorization request. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly visitor?: IdpVisitor;
  /** Gives up on an answer after this long. */
  readonly patienceMs?: number;
}

export interface SignedIn {
  readonly claims: oauth.IDToken;
  readonly userinfo: oauth.UserInfoResponse;
  readonly algorithm: string;
}

/** @param port of the edge */
export function relyingParty(port: number, issuer: string, clientId: string, redirectUri: string): RelyingParty {
  const client: oauth.Client = { client_id: clientId };
  return {
    async signIn(person, options = {}) {
      const { secret = "a secret", sendsSecretIn = "header", parameters = {}, patienceMs = 20_000 } = options;
      const calls = {
        [oauth.allowInsecureRequests]: true,
        [oauth.customFetch]: (url: string, init: object) => loopbackFetch(port, url, init),
        signal: () => AbortSignal.timeout(patienceMs),
      };
      const server = await oauth.processDiscoveryResponse(
        new URL(issuer),
        await oauth.discoveryRequest(new URL(issuer), calls),
      );

      const [state, nonce, verifier] = [
        oauth.generateRandomState(),
        oauth.generateRandomNonce(),
        oauth.generateRandomCodeVerifier(),
      ];
      const start = new URL(server.authorization_endpoint as string);
      start.search = new URLSearchParams({
        client_id: clientId,
        redirect_uri: redirectUri,
        response_type: "code",
        scope: "openid email profile",
        code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
        code_challenge_method: "S256",
        state,
        nonce,
        ...parameters,
      }).toString();
      const back = await (options.visitor ?? idpVisitor(port)).signIn(start.href, person);
      const callback = oauth.validateAuthResponse(server, client, new URL(back), state);

      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication(secret, sendsSecretIn),
        callback,
        redirectUri,
        verifier,
        calls,
      );
      const tokens = await oauth.processAuthorizationCodeResponse(server, client, answer, {
        expectedNonce: nonce,
        requireIdToken: true,
        ...("max_age" in parameters && { maxAge: Number(parameters["max_age"]) }),
      });
      await oauth.validateApplicationLevelSignature(server, answer, calls);
      const claims = oauth.getValidatedIdTokenClaims(tokens) as oauth.IDToken;
      const told = await oauth.userInfoRequest(server, client, tokens.access_token, calls);
      const userinfo = await oauth.processUserInfoResponse(server, client, claims.sub, told);
      return { claims, userinfo, algorithm: algorithmOf(tokens.id_token ?? "") };
    },
  };
}

function authentication(secret: string | null, sendsSecretIn: "header" | "body"): oauth.ClientAuth {
  if (secret === null) return oauth.None();
  return sendsSecretIn === "header" ? oauth.ClientSecretBasic(secret) : oauth.ClientSecretPost(secret);
}

function algorithmOf(token: string): string {
  const header = JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()) as { alg: string };
  return header.alg;
}
