import { z } from "@hono/zod-openapi";

/** The parts of the platform that can fail on their own. */
const componentName = z.enum(["database", "identity", "gatekeepers", "hints"]);

export type ComponentName = z.output<typeof componentName>;

/** Of a component: `degraded`, it answers but cannot do all of its work; `down`, it does not answer. */
const status = z.enum(["ok", "degraded", "down"]);

export type HealthStatus = z.output<typeof status>;

const component = z
  .object({
    name: componentName,
    status,
    /** What does not work because of it, and what still does. */
    impact: z.string(),
  })
  .openapi("PlatformComponent");

/** How the platform is. It names no tenant, no machine and no error: anyone may read it. */
export const platformHealth = z
  .object({
    /** `down`: nobody is admitted. `degraded`: something does not work, and people who are signed in can go on. */
    status,
    checkedAt: z.iso.datetime(),
    components: z.array(component),
  })
  .openapi("PlatformHealth");

export type PlatformHealth = z.output<typeof platformHealth>;
