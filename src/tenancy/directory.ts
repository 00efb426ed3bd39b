import { sql } from "drizzle-orm";
import { z } from "zod";
import { BoundedMap } from "../cache/bounded-map.ts";
import type { ControlDb } from "../database/control-db.ts";
import type { HostClass } from "./host.ts";

/** Which organization a host belongs to and where its gatekeeper lives. A hint, never an authority: the gatekeeper decides. */
export const hostHint = z.object({ organizationId: z.string(), homeRegion: z.string() });

export type HostHint = z.infer<typeof hostHint>;

/** `unserved`: somebody has the host, or waits for it, and is not served there, which may change at any moment. */
type LookUp = HostHint | "unserved" | null;

type TenantHostClass = Extract<HostClass, { kind: "tenant" | "custom" }>;

/**
 * Finds the tenant of a host: a bounded map in the isolate, then KV (written with every change of a host), then
 * Postgres. Unknown hosts are remembered for 5 seconds, at most 1,000 of them; those that somebody has or waits for are
 * not, so that the first who comes after a host was taken into service finds it.
 */
export class Directory {
  readonly #known = new BoundedMap<string, HostHint>(capacity);
  readonly #unknown = new BoundedMap<string, number>(capacity);
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param refuse is asked before anything is looked up, and may say why it is not */
  async find<Refusal>(
    host: TenantHostClass,
    hints: KVNamespace,
    control: () => ControlDb,
    refuse: () => Promise<Refusal | null>,
  ): Promise<HostHint | Refusal | null> {
    const known = this.#known.get(host.hostname);
    if (known !== undefined) return known;
    const unknownUntil = this.#unknown.get(host.hostname);
    if (unknownUntil !== undefined && unknownUntil > this.#now()) return null;
    const refusal = await refuse();
    if (refusal !== null) return refusal;
    return this.#remember(host, (await readHint(hints, host.hostname)) ?? (await lookUp(host, control())));
  }

  /** Asks Postgres alone, past every hint, after the gatekeeper has said that the host is not its own. */
  async refind(host: TenantHostClass, control: ControlDb): Promise<HostHint | null> {
    this.#known.delete(host.hostname);
    return this.#remember(host, await lookUp(host, control));
  }

  #remember({ hostname }: TenantHostClass, found: LookUp): HostHint | null {
    if (found === "unserved") return null;
    if (found === null) this.#unknown.set(hostname, this.#now() + unknownMilliseconds);
    else this.#known.set(hostname, found);
    return found;
  }
}

const capacity = 1_000;
const unknownMilliseconds = 5_000;

async function readHint(hints: KVNamespace, hostname: string): Promise<HostHint | null> {
  try {
    const parsed = hostHint.safeParse(await hints.get(`host:${hostname}`, "json"));
    return parsed.success ? parsed.data : null;
  } catch {
    // KV being out of reach only costs the hint.
    return null;
  }
}

async function lookUp(host: TenantHostClass, control: ControlDb): Promise<LookUp> {
  const wanted =
    host.kind === "custom"
      ? sql`select organization_id, home_region, served from lookup_hostname(${host.hostname})`
      : sql`select organization_id, home_region, true as served from lookup_slug(${host.slug})`;
  const { rows } = await control.db.execute<Row>(wanted);
  const row = rows[0];
  if (row === undefined) return null;
  return row.served ? { organizationId: row.organization_id, homeRegion: row.home_region } : "unserved";
}

interface Row extends Record<string, unknown> {
  readonly organization_id: string;
  readonly home_region: string;
  readonly served: boolean;
}
