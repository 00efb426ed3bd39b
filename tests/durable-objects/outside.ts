import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Response as WorkerdResponse } from "miniflare";
import { openCloudflare } from "../../local/cloudflare.ts";
import type { CloudflareFault } from "../../local/cloudflare-faults.ts";
import { openDns } from "../../local/dns.ts";
import { hostnameRecord } from "../../src/hostnames/hostname.ts";
import { challengeOf } from "./hostnames.ts";
import type { World } from "./world.ts";

/** A call to Cloudflare's API, as it goes by. */
interface PassingCall {
  readonly method: string;
  /** Below the zone, with the query. */
  readonly path: string;
}

type Intercept = (call: PassingCall, answer: () => Promise<Response>) => Promise<Response>;

/** The DNS and Cloudflare of a test world: the ones of the local platform, with calls that can be held up on their way. */
export interface Outside {
  /** The calls so far, oldest first. */
  readonly calls: PassingCall[];
  /** Stands between a call and its answer. */
  intercept: Intercept | null;
  fault(fault: Partial<CloudflareFault> & Pick<CloudflareFault, "fault">): Promise<void>;
  /** Makes of a registration what Cloudflare could: see local/cloudflare-control.ts. */
  set(hostname: string, states: { status?: string; sslStatus?: string; expiresOn?: string }): Promise<void>;
  /** Registers a hostname behind everybody's back. */
  register(hostname: string): Promise<void>;
  /** Takes a registration away, and tells nobody. */
  forget(hostname: string): Promise<void>;
  registrations(hostname: string): Promise<readonly { readonly id: string; readonly status: string }[]>;
  record(name: string, type: "TXT" | "CNAME" | "CAA", value: string | string[]): Promise<void>;
  /** What the DNS has to say of a hostname for it to become active. */
  setUp(hostname: { readonly id: string; readonly hostname: string }): Promise<void>;
  resolverFault(fault: object): Promise<void>;
  close(): Promise<void>;
}

export async function openOutside(world: World): Promise<Outside> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-outside-"));
  const dns = await openDns(folder, ["customers.localhost"]);
  const cloudflare = await openCloudflare({
    folder,
    zoneId: "0".repeat(32),
    token: "a token of twenty characters",
    target: "customers.localhost",
    records: () => dns.records(),
    notify: async () => null,
    pace: { stageMilliseconds: 20 },
  });
  const control = async (method: string, path: string, body?: object) => {
    const init = { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await cloudflare.fetch(new Request(`http://cloudflare.localhost/_control${path}`, init));
    if (response === null || !response.ok) throw new Error(`${method} ${path}: ${await response?.text()}`);
    return response.status === 204 ? null : response.json();
  };
  const put = async (path: string, body: object) => {
    const init = { method: "PUT", body: JSON.stringify(body) };
    const response = await dns.fetch(new Request(`http://dns.localhost${path}`, init));
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  const outside: Outside = {
    calls: [],
    intercept: null,
    fault: async (fault) => void (await control("POST", "/faults", fault)),
    set: async (hostname, states) => void (await control("POST", `/custom-hostnames/${hostname}`, states)),
    register: async (hostname) => void (await control("PUT", `/custom-hostnames/${hostname}`)),
    forget: async (hostname) => void (await control("DELETE", `/custom-hostnames/${hostname}`)),
    async registrations(hostname) {
      const all = (await control("GET", "/custom-hostnames")) as { id: string; hostname: string; status: string }[];
      return all.filter((one) => one.hostname === hostname);
    },
    record: (name, type, value) => put("/api/records", { name, type, value }),
    async setUp({ id, hostname }) {
      const { name, value } = hostnameRecord(hostname, challengeOf(id));
      await put("/api/records", { name, type: "TXT", value });
      await put("/api/records", { name: hostname, type: "CNAME", value: "customers.localhost" });
    },
    resolverFault: (fault) => put("/api/faults", fault),
    async close() {
      world.outside = null;
      cloudflare.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  world.outside = async (request) => {
    const url = new URL(request.url);
    const { method, headers } = request;
    const body = method === "GET" || method === "HEAD" ? {} : { body: await request.text() };
    const forwarded = new Request(url, { method, headers: [...headers], ...body });
    if (url.hostname === "dns.localhost") return received(await dns.fetch(forwarded));
    if (url.origin !== "https://api.cloudflare.com") return new WorkerdResponse(null, { status: 502 });
    const call = { method, path: url.pathname.replace(/^.*\/zones\/0+/, "") + url.search };
    outside.calls.push(call);
    // What breaks the connection there is an answer here that is none of the API's.
    const answer = async () => (await cloudflare.fetch(forwarded)) ?? new Response(null, { status: 502 });
    return received(await (outside.intercept === null ? answer() : outside.intercept(call, answer)));
  };
  return outside;
}

/** The same answer, as workerd is given answers. */
async function received({ status, headers, body }: Response): Promise<WorkerdResponse> {
  const bytes = body === null ? null : await new Response(body).arrayBuffer();
  return new WorkerdResponse(bytes, { status, headers: [...headers] });
}
