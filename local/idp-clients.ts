import type { ClientMetadata } from "oidc-provider";

/** What is known of one client. */
interface IdpClient {
  /** The first secret it showed; none for a public client. */
  readonly clientSecret?: string | undefined;
  readonly backchannelLogoutUri?: string | undefined;
}

/** The clients of one realm. Any id is one: it becomes known by what it does first. */
export interface IdpClients {
  find(id: string): IdpClient;
  set(id: string, client: IdpClient): void;
  /** Takes note of where a client has people sent back to. */
  seen(id: string, redirectUri: string): void;
  /** Trusts the first secret a client shows. Whether a later one is right is the provider's to say. */
  shown(credentials: ClientCredentials): void;
  /** As a provider wants it. */
  metadata(id: string): ClientMetadata & { client_id: string };
}

export interface ClientCredentials {
  readonly id: string;
  readonly secret: string;
}

/** @param placeholder a redirect URI that nobody uses: providers want one, and which are allowed is decided elsewhere */
export function idpClients(placeholder: string): IdpClients {
  const known = new Map<string, IdpClient>();
  const find = (id: string): IdpClient => known.get(id) ?? {};
  const set = (id: string, client: IdpClient): void => {
    known.set(id, { ...find(id), ...client });
  };
  return {
    find,
    set,
    seen(id, redirectUri) {
      if (find(id).backchannelLogoutUri === undefined) set(id, { backchannelLogoutUri: logoutUriFor(redirectUri) });
    },
    shown({ id, secret }) {
      if (find(id).clientSecret === undefined) set(id, { clientSecret: secret });
    },
    metadata(id) {
      const { clientSecret, backchannelLogoutUri } = find(id);
      return {
        client_id: id,
        redirect_uris: [placeholder],
        grant_types: ["authorization_code"],
        response_types: ["code"],
        // Stands for both ways to send a secret.
        token_endpoint_auth_method: clientSecret === undefined ? "none" : "client_secret_basic",
        ...(clientSecret !== undefined && { client_secret: clientSecret }),
        ...(backchannelLogoutUri !== undefined && {
          backchannel_logout_uri: backchannelLogoutUri,
          backchannel_logout_session_required: true,
        }),
      };
    },
  };
}

/** Where a client wants to hear of sign-outs, unless it says otherwise. */
function logoutUriFor(redirectUri: string): string {
  const { origin, pathname } = new URL(redirectUri);
  return `${origin}/api/auth/sso/backchannel-logout/${pathname.split("/").at(-1)}`;
}

/** Who asks for a token, when it says so with a secret (RFC 6749 section 2.3.1). */
export function clientCredentials(authorization: string | null, body: URLSearchParams): ClientCredentials | null {
  const basic = /^basic (.+)$/i.exec(authorization ?? "")?.[1];
  if (basic !== undefined) {
    const [id, secret] = Buffer.from(basic, "base64").toString().split(":", 2).map(formDecoded);
    return id && secret ? { id, secret } : null;
  }
  const [id, secret] = [body.get("client_id"), body.get("client_secret")];
  return id && secret ? { id, secret } : null;
}

function formDecoded(text: string): string {
  return new URLSearchParams(`text=${text}`).get("text") ?? "";
}
