import { randomBytes } from "node:crypto";
import { join } from "node:path";
import postgres from "postgres";
import { expect } from "vitest";
import { localKeyRing } from "../../local/key-ring-stores.ts";
import { openSecrets } from "../../local/secrets.ts";
import { cloneStatePath } from "../../local/state-folder.ts";
import { Client } from "../client.ts";
import { ownState } from "../own-state.ts";
import { startWatchedPlatform, type WatchedPlatform } from "../watched-platform.ts";
import { Aviary, type Straw } from "./canary.ts";
import { WatchedClient } from "./haystack.ts";

const quick = { ENCRYPTION_KEYS_AGE_SECONDS: "1" };
export const options = { ...ownState("canaries"), vars: { auth: quick, coordinator: quick } };
export const host = "canaries.app.localhost";
export const statePath = join(cloneStatePath(join(import.meta.dirname, "..", "..")), options.state);

/** A platform of this test's own, everything it prints and answers, and the secrets it was given. */
export interface Stage {
  readonly platform: WatchedPlatform;
  readonly aviary: Aviary;
  readonly lines: Straw[];
  readonly answers: Straw[];
  /** Where the platform keeps its secrets. */
  readonly privateFolder: string;
  /** The superuser's connection; another one after Postgres was stopped. */
  sql: postgres.Sql;
  visitor(at?: string): WatchedClient;
  operator(email?: string): Promise<Client>;
}

export async function openStage(): Promise<Stage> {
  const [aviary, lines, answers] = [new Aviary(), [] as Straw[], [] as Straw[]];
  const platform = await startWatchedPlatform({
    ...options,
    report: (text) => void lines.push({ spot: `line ${lines.length + 1}`, text }),
  });
  const stage: Stage = {
    platform,
    aviary,
    lines,
    answers,
    privateFolder: join(statePath, "private"),
    sql: openDatabase(platform),
    visitor: (at = host) => new WatchedClient(answers, platform.port, at),
    async operator(email = "ops@gatehouse.test") {
      // Access itself is the local platform's: what it hands out is its own business, and a canary from here on.
      const access = new Client(platform.port, "admin.localhost");
      expect((await access.post("/cdn-cgi/access/sign-in", { email })).status).toBeLessThan(400);
      for (const [name, value] of access.cookies) aviary.plant(`Access cookie ${name} of ${email}`, value);
      return new WatchedClient(answers, platform.port, "admin.localhost", access.cookies);
    },
  };
  await plantConfiguration(stage);
  return stage;
}

export function openDatabase(platform: WatchedPlatform): postgres.Sql {
  return postgres(platform.postgres.url("postgres"), { max: 1, onnotice: () => undefined });
}

/** A text nobody has seen before. */
export function random(name: string): string {
  return `canary-${name}-${randomBytes(12).toString("hex")}`;
}

/** What the deployment is configured with. */
async function plantConfiguration({ aviary, privateFolder }: Stage): Promise<void> {
  const secrets = await openSecrets(privateFolder);
  aviary.plant("SESSION_SECRET", secrets.sessionSecret);
  const { keys } = await localKeyRing(privateFolder).read();
  for (const [id, key] of Object.entries(keys)) aviary.plant(`ENCRYPTION_KEYS ${id}`, key);
  aviary.plant("AUDIT_SIGNING_KEY", JSON.parse(secrets.auditSigningKey).d);
  aviary.plant("CLOUDFLARE_API_TOKEN", secrets.cloudflareApiToken);
  aviary.plant("CLOUDFLARE_WEBHOOK_SECRET", secrets.cloudflareWebhookSecret);
  aviary.plant("the superuser's password", secrets.superuserPassword);
  for (const [role, password] of Object.entries(secrets.rolePasswords)) aviary.plant(`${role}'s password`, password);
}
