import { CustomHostnames } from "../src/cloudflare/custom-hostnames.ts";
import { cloudflareZoneOf } from "../src/cloudflare/zone.ts";
import { resolversOf } from "../src/dns/resolvers.ts";
import { lookUpHostname } from "../src/hostnames/look-up.ts";
import { platformFetch } from "../src/http/outgoing.ts";
import { findHeld } from "./change-hostname-row.ts";
import type { CoordinatorConfig, CoordinatorEnv } from "./config.ts";
import { cloudflareCalls, pauseCalls } from "./hostname-calls.ts";
import { HostnameReconciler } from "./hostname-reconciler.ts";
import { claimDue, settleLook, untilDue } from "./hostname-rows.ts";
import type { OutboxDuties } from "./outbox-duties.ts";
import type { Postgres } from "./postgres.ts";

interface Outside {
  readonly organizationId: string;
  readonly postgres: Postgres;
  readonly duties: OutboxDuties;
  readonly config: CoordinatorConfig;
  readonly env: Pick<CoordinatorEnv, "CLOUDFLARE_ZONE">;
  readonly now: () => number;
  /** From [0, 1). */
  readonly random: () => number;
}

/** What looks at an organization's hostnames, with everything that it looks at. */
export function reconcilerWith({ organizationId, postgres, duties, config, env, now, random }: Outside) {
  const resolvers = resolversOf(config);
  const zone = () => cloudflareZoneOf(env.CLOUDFLARE_ZONE);
  const cloudflare = new CustomHostnames({
    fetch: platformFetch,
    ...config.cloudflare,
    exhausted: (milliseconds) => pauseCalls(milliseconds, { organizationId, zone }),
  });
  const calls = { organizationId, cloudflare, zone, now };
  return new HostnameReconciler({
    organizationId,
    rows: {
      find: (hostnameId) => postgres.run((db) => findHeld(db, hostnameId)),
      settle: (look) => postgres.run((db) => settleLook(db, look, random())),
      claimDue: (turns) => postgres.run((db) => claimDue(db, turns)),
      untilDue: (turns) => postgres.run((db) => untilDue(db, turns)),
    },
    lookUp: (hostname) => lookUpHostname(hostname, config.cnameTarget, resolvers),
    callsFor: (look) => cloudflareCalls(calls, look),
    change: (change, audit) => duties.change(change, audit),
    announce: () => duties.announce(["hostnames"]),
    now,
  });
}
