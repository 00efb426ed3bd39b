import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { JWTHeaderParameters } from "jose";
import type { Provider } from "oidc-provider";
import { idpAccounts, subjectOf } from "./idp-accounts.ts";
import { idpArtifacts } from "./idp-artifacts.ts";
import type { IdpArtifacts } from "./idp-artifacts.ts";
import { idpClients } from "./idp-clients.ts";
import type { IdpClients } from "./idp-clients.ts";
import type { IdpEndpoint, IdpFault } from "./idp-faults.ts";
import { answerInteractions } from "./idp-interaction.ts";
import { openIdpKeys } from "./idp-keys.ts";
import type { IdpKeys } from "./idp-keys.ts";
import { logoutLine } from "./idp-logout.ts";
import type { LogoutDelivery } from "./idp-logout.ts";
import { idpProvider } from "./idp-provider.ts";
import { signed } from "./idp-tokens.ts";
import type { Claims } from "./idp-tokens.ts";
import type { Report } from "./worker-log.ts";

/** What a realm does differently from a good provider. */
interface RealmBehaviour {
  readonly fault: IdpFault | null;
  /** Where the fault shows; null for wherever it usually does. */
  readonly endpoints: readonly IdpEndpoint[] | null;
  readonly delaySeconds: number;
  /** Asserted in place of what the provider would assert; a null takes a claim away. */
  readonly claims: Claims;
}

/** One company's identity provider. */
export interface IdpRealm {
  readonly name: string;
  readonly issuer: string;
  readonly keys: IdpKeys;
  readonly clients: IdpClients;
  behaviour: RealmBehaviour;
  /** The provider itself, without faults; gets paths below the issuer. */
  handle(request: IncomingMessage, response: ServerResponse): void;
  rotateKeys(): Promise<void>;
  /** Signs a person out everywhere and tells every client they came to. */
  logout(email: string): Promise<readonly LogoutDelivery[]>;
  /** Any token with the realm's signature, right or wrong. */
  sign(header: JWTHeaderParameters, claims: Claims): Promise<string>;
}

export interface RealmContext {
  readonly name: string;
  readonly origin: string;
  /** Where the keys are kept. */
  readonly folder: string;
  /** Whether people may be sent there. */
  readonly isAllowed: (redirectUri: string) => boolean;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly report: Report;
}

export async function openIdpRealm({
  name,
  origin,
  folder,
  isAllowed,
  fetch,
  report,
}: RealmContext): Promise<IdpRealm> {
  const issuer = `${origin}/${name}`;
  const keys = await openIdpKeys(join(folder, `${name}.json`));
  const accounts = idpAccounts(name);
  const clients = idpClients(`${issuer}/nowhere`);
  const artifacts = idpArtifacts((id) => clients.metadata(id));
  const cookieKey = randomBytes(32).toString("hex");
  const logouts = logoutLine({
    fetch,
    // Whoever was asserted as another subject is signed out as that one.
    adjusted: async (header, claims) =>
      "sub" in realm.behaviour.claims
        ? signed(header, { ...claims, sub: realm.behaviour.claims["sub"] }, keys.all())
        : null,
  });
  const make = (): { provider: Provider; handle: ReturnType<Provider["callback"]> } => {
    const provider = idpProvider({
      realm: name,
      issuer,
      keys: keys.all(),
      cookieKey,
      accounts,
      artifacts,
      isAllowed,
      report,
      deliver: (url, init) => logouts.deliver(url, init),
    });
    answerInteractions(provider, name, accounts);
    return { provider, handle: provider.callback() };
  };
  let current = make();
  const realm: IdpRealm = {
    name,
    issuer,
    keys,
    clients,
    behaviour: { fault: null, endpoints: null, delaySeconds: 60, claims: {} },
    handle: (request, response) => void current.handle(request, response),
    async rotateKeys() {
      await keys.rotate();
      // A provider has its keys for life; sessions and codes are kept beside it.
      current = make();
    },
    async logout(email) {
      const accountId = subjectOf(name, email);
      const deliveries: LogoutDelivery[] = [];
      for (const { jti, clientIds, sidOf } of sessionsOf(artifacts, accountId)) {
        for (const clientId of clientIds) {
          const client = await current.provider.Client.find(clientId);
          if (client !== undefined) deliveries.push(await logouts.send(client, accountId, sidOf(clientId)));
        }
        await artifacts.adapter("Session").destroy(jti);
      }
      return deliveries;
    },
    sign: (header, claims) => signed(header, claims, keys.all()),
  };
  return realm;
}

interface OpenSession {
  readonly jti: string;
  readonly clientIds: readonly string[];
  readonly sidOf: (clientId: string) => string | undefined;
}

function sessionsOf(artifacts: IdpArtifacts, accountId: string): OpenSession[] {
  const sessions = artifacts.list("Session").filter((session) => session.accountId === accountId);
  return sessions.map(({ jti = "", authorizations = {} }) => ({
    jti,
    clientIds: Object.keys(authorizations),
    sidOf: (clientId) => authorizations[clientId]?.sid,
  }));
}
