import { eq } from "drizzle-orm";
import { roleOf } from "../../durable-objects/actor-role.ts";
import { addHostname } from "../../durable-objects/change-hostname-add.ts";
import { removeAllHostnames, removeHostname } from "../../durable-objects/change-hostname-removal.ts";
import { findHeld, happen, selectHeld, type HeldHostname } from "../../durable-objects/change-hostname-row.ts";
import { changeHostname } from "../../durable-objects/change-hostname.ts";
import { updateHostname } from "../../durable-objects/change-hostname-update.ts";
import { changePrimaryHost, readHostPolicy, setPrimaryHost } from "../../durable-objects/change-primary-host.ts";
import type { TenantStatements } from "../../src/database/tenant-db.ts";
import { findHostPolicy } from "../../src/hostnames/repository.ts";
import { findStoredHostname } from "../../src/hostnames/stored.ts";
import { hostnames } from "../../src/hostnames/table.ts";
import type { Operation } from "./operation.ts";
import type { Subject } from "./subject.ts";

const within = (
  of: string,
  work: (statements: TenantStatements, subject: Subject) => Promise<unknown>,
  silent?: string,
): Operation => ({
  of,
  role: "gatehouse_coordinator",
  run: ({ db }, subject) => db.transaction((statements) => work(statements, subject)),
  ...(silent === undefined ? {} : { silent }),
});

const actor = { type: "system", id: null, name: null } as const;
const served = { isDeleted: false, ownHost: "here.test", hosts: ["here.test"], doors: ["here.test"], enforced: false };
const common = { expectedVersion: 1, actorRole: "owner" } as const;
const removal = ({ hostnameId }: Subject) => ({ kind: "hostname-remove", hostnameId, ...common }) as const;
const byOperator = (subject: Subject) => ({ ...removal(subject), actorRole: "operator" }) as const;
const policy = (primaryHostnameId: string | null) => ({ version: 1, primaryHostnameId, redirectOthers: false });
const proven = ({ hostnameId, mark }: Subject) =>
  ({
    kind: "hostname-event",
    hostnameId,
    basis: { state: "awaiting_txt", challenge: mark },
    event: { kind: "proven" },
  }) as const;

/** As somebody holds it who must not. */
const heldBy = ({ hostnameId, mark }: Subject) =>
  ({
    id: hostnameId,
    version: 1,
    hostname: `www.${mark}.test`,
    state: "awaiting_txt",
    stateSince: "2026-01-01T00:00:00Z",
    provenAt: null,
    failure: null,
    refusal: null,
    registration: null,
    activatedAt: null,
    lossTold: null,
    expiryTold: null,
    purgedAt: null,
    now: Date.parse("2026-01-02T00:00:00Z"),
  }) as unknown as HeldHostname;

/** What a gatekeeper does to hostnames. */
export const hostnameChangeOperations: readonly Operation[] = [
  within("durable-objects/actor-role.ts roleOf", (tx, { userId }) =>
    roleOf(tx, "owner", { type: "user", id: userId, name: null }),
  ),
  within("durable-objects/change-hostname.ts changeHostname", (tx, subject) =>
    changeHostname(tx, proven(subject), actor, served),
  ),
  within("durable-objects/change-hostname.ts changeHostname", (tx, subject) =>
    changeHostname(tx, byOperator(subject), actor, served),
  ),
  within(
    "durable-objects/change-hostname-add.ts addHostname",
    (tx) => {
      const hostname = { hostnameId: `hst_${"x".repeat(24)}`, hostname: "other.test", challenge: "x" };
      const change = { kind: "hostname-add", ...hostname, validation: "http", fingerprint: null, ...common } as const;
      return addHostname(tx, change, actor);
    },
    "it only writes a row of its own",
  ),
  within("durable-objects/change-hostname-update.ts updateHostname", (tx, { hostnameId }) => {
    const change = { kind: "hostname-update", hostnameId, validation: "txt", ...common } as const;
    return updateHostname(tx, change, actor);
  }),
  within("durable-objects/change-hostname-removal.ts removeHostname", (tx, subject) =>
    removeHostname(tx, byOperator(subject), actor, served),
  ),
  within("durable-objects/change-hostname-removal.ts removeAllHostnames", (tx) => removeAllHostnames(tx, actor)),
  within("durable-objects/change-hostname-row.ts findHeld", (tx, { hostnameId }) => findHeld(tx, hostnameId)),
  within("durable-objects/change-hostname-row.ts selectHeld", (tx, { mark }) =>
    selectHeld(tx, eq(hostnames.hostname, `www.${mark}.test`)),
  ),
  within("durable-objects/change-hostname-row.ts happen", async (tx, subject) => {
    await happen(tx, heldBy(subject), { kind: "proven" }, actor);
    return findHeld(tx, subject.hostnameId);
  }),
  within("durable-objects/change-primary-host.ts changePrimaryHost", (tx, { hostnameId }) => {
    const change = { kind: "primary-host", hostnameId, redirectOthers: true, ...common } as const;
    return changePrimaryHost(tx, change, actor, served);
  }),
  within("durable-objects/change-primary-host.ts readHostPolicy", (tx) => readHostPolicy(tx)),
  within("durable-objects/change-primary-host.ts setPrimaryHost", (tx, { hostnameId }) =>
    setPrimaryHost(tx, policy(hostnameId), { primaryHostnameId: null, redirectOthers: true }, actor, served),
  ),
  within("src/hostnames/stored.ts findStoredHostname", (tx, { hostnameId }) => findStoredHostname(tx, hostnameId)),
  within("src/hostnames/repository.ts findHostPolicy", (tx) => findHostPolicy(tx).execute()),
];
