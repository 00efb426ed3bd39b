import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Cloudflare from "cloudflare";
import { openCloudflare } from "./cloudflare.ts";
import type { LocalCloudflare } from "./cloudflare.ts";
import type { Pace } from "./cloudflare-progress.ts";
import type { DnsRecord, RecordType } from "./dns-records.ts";

export const zoneId = "0000000000000000000000000000000a";
export const token = "token-of-the-stage-of-forty-characters00";
const origin = "http://cloudflare.localhost:8787";

/** The stand-in on a stage of its own: the clock is moved by hand, and Cloudflare's own client asks. */
export interface CloudflareStage {
  readonly client: Cloudflare;
  /** What was sent to us, oldest first. */
  readonly notifications: Notification[];
  /** Sets a record of the world; none without values. */
  record(name: string, type: RecordType, ...values: string[]): void;
  /** Moves the clock by so many stages of a certificate. */
  pass(stages: number): void;
  /** Sends what the client would not. */
  send(path: string, init?: RequestInit): Promise<Response | null>;
  control(method: string, path: string, body?: unknown): Promise<Response>;
  /** Opens it anew from what is kept. */
  restart(): Promise<void>;
  close(): void;
}

interface Notification {
  readonly metadata: { readonly event: { readonly type: string }; readonly zone: { readonly id: string } };
  readonly data: { readonly id: string; readonly hostname: string; readonly ssl: Record<string, unknown> };
}

export async function openCloudflareStage(pace: Partial<Pace> = {}): Promise<CloudflareStage> {
  const folder = await mkdtemp(join(tmpdir(), "cloudflare-"));
  const stageMilliseconds = 5_000;
  const records: DnsRecord[] = [];
  const notifications: Notification[] = [];
  let now = Date.parse("2026-11-22T12:00:00Z");
  const open = (): Promise<LocalCloudflare> =>
    openCloudflare({
      folder,
      zoneId,
      token,
      target: "customers.localhost",
      records: () => records,
      notify: async (body) => void notifications.push(body as Notification),
      pace: { stageMilliseconds, ...pace },
      now: () => now,
    });
  let local = await open();
  const send = (path: string, init?: RequestInit): Promise<Response | null> =>
    local.fetch(new Request(new URL(path, origin), init));
  const fetch = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
    const answer = await local.fetch(new Request(input, init));
    if (answer === null) throw new TypeError("fetch failed");
    return answer;
  };
  return {
    client: new Cloudflare({ apiToken: token, baseURL: `${origin}/client/v4`, maxRetries: 0, fetch }),
    notifications,
    record(name, type, ...values) {
      const others = records.filter((record) => record.name !== name || record.type !== type);
      records.splice(0, records.length, ...others, ...(values.length > 0 ? [{ name, type, values }] : []));
    },
    pass: (stages) => void (now += stages * stageMilliseconds),
    send,
    async control(method, path, body) {
      const answer = await send(`/_control${path}`, { method, body: body === undefined ? null : JSON.stringify(body) });
      return answer as Response;
    },
    async restart() {
      local.close();
      local = await open();
    },
    close: () => local.close(),
  };
}
