import type { DatabaseRole } from "./secrets.ts";

/** One thing that is deployed by itself. */
export interface Unit {
  /** `name` in the wrangler file. */
  readonly name: string;
  /** Path of the wrangler file in the clone. */
  readonly config: string;
  /** Whom its Hyperdrive logs in as. */
  readonly role?: DatabaseRole;
  /** False for a unit that is only assets. */
  readonly script: boolean;
}

export const units = {
  server: { name: "gatehouse-server", config: "wrangler.toml", role: "gatehouse_server", script: true },
  auth: { name: "gatehouse-auth", config: "src/auth/wrangler.toml", role: "gatehouse_auth", script: true },
  admin: { name: "gatehouse-admin", config: "src/admin/wrangler.toml", role: "gatehouse_operator", script: true },
  coordinator: {
    name: "gatehouse-coordinator",
    config: "durable-objects/wrangler.toml",
    role: "gatehouse_coordinator",
    script: true,
  },
  app: { name: "gatehouse-app", config: "app/wrangler.toml", script: false },
} as const satisfies Record<string, Unit>;

export type UnitName = keyof typeof units;

export const unitNames = Object.keys(units) as UnitName[];
