import { CloudflareBudget } from "./cloudflare-budget.ts";
import { CloudflareFaults } from "./cloudflare-faults.ts";
import type { KeptHostname } from "./cloudflare-hostname.ts";
import { lookAt, valuesOf } from "./cloudflare-look.ts";
import type { Values } from "./cloudflare-look.ts";
import { enveloped, notification } from "./cloudflare-notification.ts";
import { progressed } from "./cloudflare-progress.ts";
import type { Pace } from "./cloudflare-progress.ts";
import type { CloudflareStore } from "./cloudflare-store.ts";
import type { DnsRecord } from "./dns-records.ts";

/** What the zone is made of and finds around it. */
export interface ZoneSurroundings {
  readonly zoneId: string;
  /** What customers' CNAME records are to lead to. */
  readonly target: string;
  readonly pace: Pace;
  now(): number;
  /** The records of the world. */
  records(): readonly DnsRecord[];
  /** Sends a notification; nobody waits for it. */
  notify(body: object): void;
}

/** A call that was made to the API. */
export interface CloudflareCall {
  readonly method: string;
  /** With the query. */
  readonly path: string;
}

const rememberedCalls = 10_000;

/** The custom hostnames of one zone, and what happens to them. */
export class CloudflareZone {
  readonly faults = new CloudflareFaults();
  readonly budget = new CloudflareBudget();
  calls: CloudflareCall[] = [];

  readonly store: CloudflareStore;
  readonly around: ZoneSurroundings;

  constructor(store: CloudflareStore, around: ZoneSurroundings) {
    this.store = store;
    this.around = around;
  }

  remember(call: CloudflareCall): void {
    this.calls.push(call);
    if (this.calls.length > rememberedCalls) this.calls.shift();
  }

  find(hostname: string): KeptHostname | undefined {
    return [...this.store.hostnames.values()].find((kept) => kept.hostname === hostname);
  }

  /** Puts a hostname as it is now, and tells about it if there is something to tell. */
  put(kept: KeptHostname): boolean {
    const before = this.store.hostnames.get(kept.id);
    this.store.hostnames.set(kept.id, kept);
    const isNews = before !== undefined && shape(before) !== shape(kept);
    if (isNews) this.tell(kept);
    return isNews;
  }

  /** Has happen what is due. */
  async advance(): Promise<void> {
    const { around, store } = this;
    let records: Values | undefined;
    let isChanged = false;
    for (const kept of store.hostnames.values()) {
      const look = () => this.look(kept, (records ??= valuesOf(around.records())));
      const next = progressed(kept, around.now(), around.pace, look);
      if (next === null) {
        store.hostnames.delete(kept.id);
        this.tell({ ...kept, status: "deleted", sslStatus: "deleted", validationErrors: [] });
        isChanged = true;
      } else if (next !== kept) {
        isChanged = this.put(next) || isChanged;
      }
    }
    if (isChanged) await store.save();
  }

  private look(kept: KeptHostname, records: Values) {
    const seen = lookAt(kept, records, this.around.target, this.around.zoneId);
    // Nothing can be served here while there is nobody to serve it.
    return this.store.fallbackOrigin === null ? { ...seen, pointsHere: false, isOwned: false } : seen;
  }

  private tell(kept: KeptHostname): void {
    const { notifications, enveloped: inEnvelope } = this.store.settings;
    if (!notifications) return;
    const now = this.around.now();
    const told = notification(kept, this.around.zoneId, now);
    this.around.notify(inEnvelope ? enveloped(told, now) : told);
  }
}

/** What others see change. */
function shape({ status, sslStatus, verificationErrors, validationErrors, expiresOn }: KeptHostname): string {
  return JSON.stringify([status, sslStatus, verificationErrors, validationErrors, expiresOn]);
}
