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
    database: database(findings),
    identity: identity(findings),
    gatekeepers: gatekeepers(findings),
    hints: hints(findings),
  };
  const components = Object.entries(of).map(([name, [status, impact]]) => ({
    name: name as ComponentName,
    status,
    impact,
  }));
  return { status: overall(findings, components), checkedAt: checkedAt.toISOString(), components };
}

function database(findings: Findings): Finding {
  if (findings.database) {
    return findings.gatekeepers
      ? ["ok", "Settings can be changed, and everything that is on record can be read."]
      : ["ok", "Everything that is on record is safe. Nobody gets to it while nobody is let in."];
  }
  return findings.gatekeepers
    ? [
        "down",
        "Signing in, changing settings, and reading members and logs do not work for now. " +
          "People who are signed in stay signed in, and sessions can still be ended.",
      ]
    : ["down", "Nothing that is on record can be read or changed for now."];
}

/** Signing in ends at a gatekeeper, so it takes both. */
function identity(findings: Findings): Finding {
  if (findings.identity === "ready" && findings.gatekeepers) {
    return ["ok", "People can sign in, accept invitations and reset passwords."];
  }
  const status = findings.identity === "silent" ? "down" : "degraded";
  const impact = "Nobody can sign in, accept an invitation or reset a password for now.";
  return [status, findings.gatekeepers ? `${impact} People who are signed in stay signed in.` : impact];
}

function gatekeepers(findings: Findings): Finding {
  return findings.gatekeepers
    ? ["ok", "People who are signed in are let in, and a session that is ended is refused at once."]
    : ["down", "Nobody is let in for now, because nobody is let in unchecked. No session ends because of it."];
}

/** Hints only spare the database a question: without them everything is found there, as long as it answers. */
function hints(findings: Findings): Finding {
  if (findings.hints) return ["ok", "Every organization is found at its address."];
  return findings.database
    ? ["down", "Organizations are found at their addresses, the first time a little more slowly."]
    : ["down", "Organizations that nobody has visited lately are not found at their addresses for now. Others are."];
}

function overall(findings: Findings, components: PlatformHealth["components"]): HealthStatus {
  if (!findings.gatekeepers) return "down";
  return components.every(({ status }) => status === "ok") ? "ok" : "degraded";
}
