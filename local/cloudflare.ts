import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { refused } from "./cloudflare-answer.ts";
import { admitted, apiAnswer, hostnameOf } from "./cloudflare-api.ts";
import type { ApiCall } from "./cloudflare-api.ts";
import { controlAnswer } from "./cloudflare-control.ts";
import { refusalOf } from "./cloudflare-faults.ts";
import type { CloudflareFault } from "./cloudflare-faults.ts";
import type { Pace } from "./cloudflare-progress.ts";
import { refusals } from "./cloudflare-refusal.ts";
import { openCloudflareStore } from "./cloudflare-store.ts";
import { CloudflareZone } from "./cloudflare-zone.ts";
import type { DnsRecord } from "./dns-records.ts";
import { pageFile } from "./page-files.ts";
import type { PageFiles } from "./page-files.ts";

export interface CloudflareOptions {
  /** Where the zone is kept. */
  readonly folder: string;
  readonly zoneId: string;
  /** The token that may edit the zone's custom hostnames. */
  readonly token: string;
  /** What customers' CNAME records are to lead to. */
  readonly target: string;
  /** The records of the world. */
  readonly records: () => readonly DnsRecord[];
  /** Sends a notification. Nobody waits for it, and nobody minds when it does not arrive. */
  readonly notify: (body: object) => Promise<unknown>;
  readonly pace?: Partial<Pace>;
  readonly now?: () => number;
}

/** Cloudflare's API of custom hostnames, for one zone. */
export interface LocalCloudflare {
  /** Null breaks the connection. */
  fetch(request: Request): Promise<Response | null>;
  close(): void;
}

/** A hostname whose records are in place is active in a quarter of a minute. */
const usualPace: Pace = { stageMilliseconds: 5_000, attempts: 75 };

export async function openCloudflare(options: CloudflareOptions): Promise<LocalCloudflare> {
  const now = options.now ?? Date.now;
  const pace = { ...usualPace, ...options.pace };
  const { zoneId, target, records } = options;
  const store = await openCloudflareStore(join(options.folder, "cloudflare.json"), target, now());
  const zone = new CloudflareZone(store, {
    zoneId,
    target,
    pace,
    now,
    records,
    notify: (body) => void options.notify(body).catch(() => undefined),
  });
  // Whoever asks finds everything as it is by then; the clock is for those who wait to be told.
  const clock = setInterval(
    () => void zone.advance().catch(() => undefined),
    Math.max(10, pace.stageMilliseconds / 10),
  );
  clock.unref();
  return {
    async fetch(request) {
      const url = new URL(request.url);
      const { method } = request;
      if (url.pathname.startsWith("/_control/")) {
        await zone.advance();
        return controlAnswer(zone, request, url.pathname.slice("/_control".length));
      }
      if (!url.pathname.startsWith("/client/")) return page(request, url.pathname);
      const call = { method, url, authorization: request.headers.get("authorization"), body: await request.text() };
      return answerCall(zone, call, options.token);
    },
    close: () => clearInterval(clock),
  };
}

async function answerCall(zone: CloudflareZone, call: ApiCall, token: string): Promise<Response | null> {
  const { around, store } = zone;
  zone.remember({ method: call.method, path: call.url.pathname + call.url.search });
  const path = admitted(call, around.zoneId, token);
  if (typeof path !== "string") return refused(path);
  const place = zone.budget.take(store.settings, around.now());
  if (place.retryAfterSeconds !== null) return refused(refusals.tooMany, place.headers);
  await zone.advance();
  const answer = await metBy(zone.faults.take({ method: call.method, hostname: hostnameOf(zone, call) }), () =>
    apiAnswer(zone, call, path),
  );
  for (const [name, value] of Object.entries(place.headers)) answer?.headers.set(name, value);
  return answer;
}

/** What a call comes to that meets a fault, or none. */
async function metBy(fault: CloudflareFault | null, done: () => Promise<Response>): Promise<Response | null> {
  if (fault === null) return done();
  const refusal = refusalOf(fault);
  if (refusal !== null) {
    const isLimited = fault.fault === "rate-limited";
    return refused(refusal, isLimited ? { "retry-after": String(fault.retryAfterSeconds) } : {});
  }
  if (fault.fault === "unreachable") return null;
  if (fault.fault === "not-json") {
    const headers = { "content-type": "text/html; charset=utf-8" };
    return new Response("<html><body><h1>502 Bad Gateway</h1></body></html>", { status: 502, headers });
  }
  const answer = await done();
  if (fault.fault === "lost-answer") return null;
  if (fault.fault === "slow") {
    await delay(fault.delaySeconds * 1000, undefined, { ref: false });
    return answer;
  }
  const text = await answer.text();
  return new Response(text.slice(0, text.length / 2), { status: answer.status, headers: answer.headers });
}

const files: PageFiles = {
  "/": ["cloudflare.html", "text/html"],
  "/cloudflare.js": ["cloudflare.js", "text/javascript"],
  "/cloudflare.css": ["cloudflare.css", "text/css"],
  "/page.css": ["page.css", "text/css"],
};

async function page(request: Request, path: string): Promise<Response> {
  const found = request.method === "GET" || request.method === "HEAD" ? await pageFile(files, path) : null;
  return found ?? new Response("There is nothing here.\n", { status: 404 });
}
