import { readFile, rename, writeFile } from "node:fs/promises";
import type { KeptHostname } from "./cloudflare-hostname.ts";

/** What a test, or a person, may set of the zone as a whole. */
export interface ZoneSettings {
  /** How many hostnames the zone may have without paying more, and at all. */
  readonly allocated: number;
  readonly hardCap: number;
  /** How many calls may be made in a window. */
  readonly requests: number;
  readonly windowSeconds: number;
  /** Whether the notifications about certificates are sent, and whether in the envelope of all generic webhooks. */
  readonly notifications: boolean;
  readonly enveloped: boolean;
}

export interface FallbackOrigin {
  readonly origin: string;
  readonly createdAt: string;
  readonly updatedAt: string;
}

/** The zone, kept in a file. */
export interface CloudflareStore {
  /** By id, oldest first. Changes are kept once `save` has resolved. */
  readonly hostnames: Map<string, KeptHostname>;
  settings: ZoneSettings;
  fallbackOrigin: FallbackOrigin | null;
  save(): Promise<void>;
}

/** What Cloudflare gives everybody: developers.cloudflare.com/fundamentals/api/reference/limits/ */
const usualSettings: ZoneSettings = {
  allocated: 100,
  hardCap: 50_000,
  requests: 1_200,
  windowSeconds: 300,
  notifications: true,
  enveloped: false,
};

interface Kept {
  readonly hostnames: readonly KeptHostname[];
  readonly settings: Partial<ZoneSettings>;
  readonly fallbackOrigin: FallbackOrigin | null;
}

/** @param origin the fallback origin of a zone that has just been set up */
export async function openCloudflareStore(path: string, origin: string, now: number): Promise<CloudflareStore> {
  const at = new Date(now).toISOString();
  const kept: Kept = await readFile(path, "utf8").then(
    (text) => JSON.parse(text) as Kept,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return { hostnames: [], settings: {}, fallbackOrigin: { origin, createdAt: at, updatedAt: at } };
    },
  );
  const write = async (): Promise<void> => {
    const { settings, fallbackOrigin } = store;
    const text = JSON.stringify({ hostnames: [...store.hostnames.values()], settings, fallbackOrigin });
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  };
  let running: Promise<void> | null = null;
  let waiting: Promise<void> | null = null;
  const start = (): Promise<void> => {
    running = write().finally(() => (running = null));
    return running;
  };
  const store: CloudflareStore = {
    hostnames: new Map(kept.hostnames.map((hostname) => [hostname.id, hostname])),
    settings: { ...usualSettings, ...kept.settings },
    fallbackOrigin: kept.fallbackOrigin,
    save() {
      // One write at a time; all who ask during one share the next.
      if (running === null) return start();
      waiting ??= running
        .catch(() => undefined)
        .then(() => {
          waiting = null;
          return start();
        });
      return waiting;
    },
  };
  return store;
}
