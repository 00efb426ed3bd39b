import { AsyncLocalStorage } from "node:async_hooks";
import { decodeJwt, decodeProtectedHeader } from "jose";
import type { JWTHeaderParameters } from "jose";
import type { Provider } from "oidc-provider";
import type { Claims } from "./idp-tokens.ts";

/** A logout token and what came back for it. */
export interface LogoutDelivery {
  readonly clientId: string;
  readonly uri: string;
  readonly token: string;
  /** 0 when nobody answered. */
  readonly status: number;
  readonly body: string;
}

type Client = InstanceType<Provider["Client"]>;

/** The provider's own way to tell a client of a sign-out, which the library's types leave out. */
type LogoutClient = Client & { backchannelLogout(subject: string, sid: string | undefined): Promise<void> };

export interface LogoutLine {
  /** Given to the provider as its way out. */
  deliver(url: string, init: RequestInit): Promise<Response>;
  /** Has the provider tell a client, and says what came back. */
  send(client: Client, subject: string, sid: string | undefined): Promise<LogoutDelivery>;
}

/** How long a client may take. The library would give up after two seconds and a half. */
const patienceMs = 30_000;

/** @param adjusted what to send in place of a token, or null to send it as it is */
export function logoutLine(context: {
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly adjusted: (header: JWTHeaderParameters, claims: Claims) => Promise<string | null>;
}): LogoutLine {
  const sending = new AsyncLocalStorage<(delivery: Omit<LogoutDelivery, "clientId">) => void>();
  return {
    async deliver(uri, init) {
      const original = new URLSearchParams(init.body as URLSearchParams).get("logout_token") ?? "";
      const header = decodeProtectedHeader(original) as JWTHeaderParameters;
      const token = (await context.adjusted(header, decodeJwt(original))) ?? original;
      const body = new URLSearchParams({ logout_token: token });
      const tell = sending.getStore();
      try {
        const response = await context.fetch(uri, { method: "POST", body, signal: AbortSignal.timeout(patienceMs) });
        const answer = await response.text();
        tell?.({ uri, token, status: response.status, body: answer });
        return new Response(null, { status: response.status });
      } catch (error) {
        tell?.({ uri, token, status: 0, body: (error as Error).message });
        throw error;
      }
    },
    async send(client, subject, sid) {
      let delivery: LogoutDelivery = { clientId: client.clientId, uri: "", token: "", status: 0, body: "" };
      const take = (made: Omit<LogoutDelivery, "clientId">): void => {
        delivery = { ...delivery, ...made };
      };
      // A refusal is thrown; it has been told already.
      await sending.run(take, () => (client as LogoutClient).backchannelLogout(subject, sid)).catch(() => undefined);
      return delivery;
    },
  };
}
