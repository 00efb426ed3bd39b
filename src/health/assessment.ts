import type { ComponentName, HealthStatus, PlatformHealth } from "./contract.ts";

/** What came back from asking each part of the platform something that it can answer at once. */
export interface Findings {
  readonly database: boolean;
  /** `without_database`: the part that signs people in answers, and cannot read who they are. */
  readonly identity: "ready" | "without_database" | "silent";
  readonly gatekeepers: boolean;
  readonly hints: boolean;
}

type Finding = readonly [HealthStatus, impact: string];

/** What the findings mean to people. Says nothing that would help anyone but them. */
export function assess(findings: Findings, checkedAt: Date): PlatformHealth {
  const of: Readonly<Record<ComponentName, Finding>> = {
    database: findings.database
      ? ["ok", "Settings can be changed, and everything that is on record can be read."]
      : [
          "down",
          "Signing in, changing settings, and reading members and logs do not work for now. " +
            "People who are signed in stay signed in, and sessions can still be ended.",
        ],
    identity: identity[findings.identity],
    gatekeepers: findings.gatekeepers
      ? ["ok", "People who are signed in are let in, and a session that is ended is refused at once."]
      : ["down", "Nobody is let in for now, because nobody is let in unchecked. No session ends because of it."],
    hints: hintsFinding(findings),
  };
  const components = Object.entries(of).map(([name, [status, impact]]) => ({
    name: name as ComponentName,
    status,
    impact,
  }));
  return { status: overall(findings, components), checkedAt: checkedAt.toISOString(), components };
}

const nobodySignsIn =
  "Nobody can sign in, accept an invitation or reset a password for now. People who are signed in stay signed in.";

const identity: Readonly<Record<Findings["identity"], Finding>> = {
  ready: ["ok", "People can sign in, accept invitations and reset passwords."],
  without_database: ["degraded", nobodySignsIn],
  silent: ["down", nobodySignsIn],
};

/** Hints only spare the database a question: without them everything is found there, as long as it answers. */
function hintsFinding({ hints, database }: Findings): Finding {
  if (hints) return ["ok", "Every organization is found at its address without asking the database."];
  return database
    ? [
        "down",
        "Organizations are found at their addresses, the first time a little more slowly. Everything else works.",
      ]
    : ["down", "Organizations that nobody has visited lately are not found at their addresses for now. Others are."];
}

function overall({ gatekeepers }: Findings, components: PlatformHealth["components"]): HealthStatus {
  if (!gatekeepers) return "down";
  return components.every(({ status }) => status === "ok") ? "ok" : "degraded";
}
