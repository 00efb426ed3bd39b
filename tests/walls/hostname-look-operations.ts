import { claimDue, everybodysTurn, makeDue, settleLook, untilDue } from "../../durable-objects/hostname-rows.ts";
import { requestCheck } from "../../src/hostnames/held.ts";
import type { Operation } from "./operation.ts";

const role = "gatehouse_coordinator";
const file = "durable-objects/hostname-rows.ts";

/** What a gatekeeper keeps of its looks at hostnames. */
export const hostnameLookOperations: readonly Operation[] = [
  { of: `${file} claimDue`, role, run: ({ db }) => claimDue(db, everybodysTurn) },
  { of: `${file} untilDue`, role, run: async ({ db }) => (await untilDue(db, everybodysTurn)) !== null },
  { of: `${file} makeDue`, role, run: ({ db }, { hostnameId }) => makeDue(db, hostnameId) },
  {
    of: `${file} settleLook`,
    role,
    run: ({ db }, { hostnameId }) => {
      const look = {
        version: 1,
        due: null,
        newsAt: null,
        event: null,
        findings: null,
        atLeastMilliseconds: 0,
        isTurnedAway: false,
        isUnclear: false,
        isScheduled: true,
      };
      return settleLook(db, { hostnameId, ...look }, 0.5);
    },
  },
  {
    of: "src/hostnames/held.ts requestCheck",
    role: "gatehouse_server",
    run: ({ db }, { hostnameId }) => requestCheck(db, hostnameId),
    silent: "it only writes a row of its own",
  },
];
