import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openEdge } from "./edge.ts";
import { webHandler } from "./edge-handler.ts";
import { anything, exactly } from "./edge-routes.ts";
import { openIdp } from "./idp.ts";
import { relyingParty } from "./idp-relying-party.ts";
import type { RelyingParty } from "./idp-relying-party.ts";
import { loopbackFetch } from "./loopback-fetch.ts";

/** The identity providers behind an edge, with a tenant's host that takes down what it is sent: no Workers, no database. */
export interface IdpStage {
  readonly port: number;
  readonly origin: string;
  /** Where a tenant's provider has people sent back to. */
  readonly redirectUri: string;
  /** The bodies that the tenant's host was sent, by path. */
  readonly received: { readonly path: string; readonly body: string }[];
  /** What the tenant's host answers with from now on. */
  answerWith(status: number): void;
  party(realm: string, clientId?: string): RelyingParty;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  control(method: string, path: string, body?: unknown): Promise<Response>;
  /** Ends everything and starts it again with what was kept. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function openIdpStage(): Promise<IdpStage> {
  const folder = await mkdtemp(join(tmpdir(), "idp-"));
  const received: { path: string; body: string }[] = [];
  let status = 200;
  const failures: unknown[] = [];
  const report = (failure: unknown): void => void failures.push(failure);
  const edge = await openEdge(0, report);
  const { port } = edge;
  const origin = `http://idp.localhost:${port}`;
  let idp = await openIdp(folder, origin, port, report);
  const tenant = async (request: Request): Promise<Response> => {
    received.push({ path: new URL(request.url).pathname, body: await request.text() });
    return new Response(status === 200 ? null : "No.", { status });
  };
  edge.serve([
    { matches: exactly("idp.localhost"), target: webHandler((request) => idp.fetch(request)) },
    { matches: anything, target: webHandler(tenant) },
  ]);
  const redirectUri = `http://acme.app.localhost:${port}/api/auth/sso/callback/sso_1`;
  const fetch = (path: string, init?: RequestInit): Promise<Response> => loopbackFetch(port, origin + path, init);
  return {
    port,
    origin,
    redirectUri,
    received,
    fetch,
    answerWith(given) {
      status = given;
    },
    party: (realm, clientId = "gatehouse") => relyingParty(port, `${origin}/${realm}`, clientId, redirectUri),
    control: (method, path, body = {}) => fetch(`/_control/realms/${path}`, { method, body: JSON.stringify(body) }),
    async restart() {
      await idp.close();
      idp = await openIdp(folder, origin, port, report);
    },
    async close() {
      await idp.close();
      await edge.close();
      if (failures.length > 0) throw new Error(`Something failed on the way: ${failures.map(String).join("; ")}`);
    },
  };
}
