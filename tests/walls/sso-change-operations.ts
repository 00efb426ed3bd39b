import { changeEnforcement, usability } from "../../durable-objects/change-sso-enforcement.ts";
import { checkDomains, setDomains } from "../../durable-objects/change-sso-domains.ts";
import { changeProvider } from "../../durable-objects/change-sso-provider.ts";
import { changeSso } from "../../durable-objects/change-sso.ts";
import { recordRevision } from "../../durable-objects/sso-revision.ts";
import type { TenantStatements } from "../../src/database/tenant-db.ts";
import type { Operation } from "./operation.ts";
import type { Subject } from "./subject.ts";

const within = (
  of: string,
  work: (statements: TenantStatements, subject: Subject) => Promise<unknown>,
  silent?: string,
): Operation => ({
  of: `durable-objects/${of}`,
  role: "gatehouse_coordinator",
  run: ({ db }, subject) => db.transaction((statements) => work(statements, subject)),
  ...(silent === undefined ? {} : { silent }),
});

const actor = { type: "system", id: null, name: null } as const;
const served = { ownHost: "here.test", doors: ["here.test"], enforced: false };
const common = { expectedVersion: 1, actorRole: "owner" } as const;
const enforcement = { kind: "sso-enforcement", enabled: false, endPasswordSessions: false, ...common } as const;
const checksOf = ({ mark }: Subject) => [{ domain: `${mark}.test`, challenge: mark, found: false }];

/** What a gatekeeper does to the configuration of single sign-on. */
export const ssoChangeOperations: readonly Operation[] = [
  within("change-sso.ts changeSso", (tx, { providerId }) =>
    changeSso(tx, { kind: "sso-provider-delete", providerId, ...common }, actor, served),
  ),
  within("change-sso.ts changeSso", (tx) => changeSso(tx, enforcement, actor, served)),
  within("change-sso-provider.ts changeProvider", (tx, { providerId }) => {
    const fields = { label: "Changed" };
    const change = { kind: "sso-provider-update", providerId, fields, challenges: [], ...common } as const;
    return changeProvider(tx, change, { role: "owner", actor, isHeldBack: false });
  }),
  within("change-sso-provider.ts changeProvider", (tx, { providerId }) => {
    const change = { kind: "sso-provider-delete", providerId, ...common } as const;
    return changeProvider(tx, change, { role: "owner", actor, isHeldBack: false });
  }),
  within("change-sso-enforcement.ts changeEnforcement", (tx) => changeEnforcement(tx, enforcement, actor, served)),
  within("change-sso-enforcement.ts usability", (tx) => usability(tx, served)),
  within("change-sso-domains.ts setDomains", (tx, { providerId, mark }) =>
    setDomains(tx, providerId, [`${mark}.test`], []),
  ),
  within("change-sso-domains.ts checkDomains", (tx, subject) =>
    checkDomains(tx, { kind: "sso-domain-check", providerId: subject.providerId, checks: checksOf(subject) }),
  ),
  within(
    "sso-revision.ts recordRevision",
    async (tx) =>
      void (await recordRevision(tx, {
        subject: "x",
        version: 1,
        act: "lifted",
        document: {},
        authority: null,
        actor,
      })),
    "it only writes a row of its own",
  ),
];
