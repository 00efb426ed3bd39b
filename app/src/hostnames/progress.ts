import type { Hostname } from "../api.gen/types.gen.ts";

const hostnameSteps = ["proof", "pointing", "certificate", "service"] as const;
type HostnameStep = (typeof hostnameSteps)[number];

/**
 * How far a step is. `yours`: there is something for people to do. `waiting`: nothing to do but wait. `ahead`: its turn
 * comes later. `trouble`: it has failed, or what is there is wrong.
 */
export type StepState = "done" | "yours" | "waiting" | "ahead" | "trouble";

export type StepStates = Readonly<Record<HostnameStep, StepState>>;

/** What of a hostname its steps go by. */
export type Standing = Pick<Hostname, "lifecycleStatus" | "validation" | "dns" | "cloudflare">;

export function stepStates(hostname: Standing): StepStates {
  return {
    proof: needsProof(hostname) ? byFinding(hostname.dns?.txt.outcome) : "done",
    pointing: pointingState(hostname),
    certificate: certificateState(hostname),
    service: serviceState(hostname),
  };
}

/**
 * Whether the record is asked for: of what is new, and again of what was lost or took so long that anybody else may have it
 * by now.
 */
export function needsProof({ lifecycleStatus, cloudflare }: Pick<Standing, "lifecycleStatus" | "cloudflare">): boolean {
  // All else is there.
  if (lifecycleStatus === "pending_cloudflare")
    return cloudflare?.status === "active" && cloudflare.sslStatus === "active";
  return ["awaiting_txt", "error", "moved"].includes(lifecycleStatus);
}

type Outcome = NonNullable<Hostname["dns"]>["txt"]["outcome"];

function byFinding(outcome: Outcome | undefined): StepState {
  switch (outcome) {
    case "found":
      return "done";
    case "disagreement":
      return "waiting";
    case "other":
      return "trouble";
    case "missing":
    case "no_answer":
    case undefined:
      return "yours";
  }
}

function pointingState(hostname: Standing): StepState {
  const { lifecycleStatus, dns } = hostname;
  if (lifecycleStatus === "moved") return dns?.cname.outcome === "found" ? "done" : "trouble";
  if (pointsLast(hostname) && dns?.cname.outcome !== "found") return "ahead";
  return leadsHereUnseen(hostname) ? "done" : byFinding(dns?.cname.outcome);
}

/**
 * A host that is active is not told that nothing leads there because nobody has looked at its DNS since, or because a proxy
 * of its owner's hides the record: Cloudflare has come here by its name to validate it, unless that was done by records.
 */
function leadsHereUnseen({ lifecycleStatus, validation, dns }: Standing): boolean {
  if (lifecycleStatus !== "active") return false;
  const outcome = dns?.cname.outcome ?? "no_answer";
  return outcome === "no_answer" || (outcome === "missing" && validation === "http");
}

/** Whether the certificate comes first, so that a name which is in use stays where it is until then. */
export function pointsLast({ validation, lifecycleStatus }: Pick<Standing, "validation" | "lifecycleStatus">): boolean {
  return validation === "txt" && ["awaiting_txt", "pending_cloudflare", "error"].includes(lifecycleStatus);
}

function certificateState({ lifecycleStatus, dns, cloudflare }: Standing): StepState {
  switch (lifecycleStatus) {
    case "active":
      return "done";
    case "pending_cloudflare":
      if (cloudflare?.sslStatus === "active") return "done";
      return dns?.caa.outcome === "forbidden" ? "trouble" : "waiting";
    case "error":
      return "trouble";
    case "awaiting_txt":
      return dns?.caa.outcome === "forbidden" ? "trouble" : "ahead";
    case "moved":
    case "deleted":
    case "released":
      return "ahead";
  }
}

/** Active by records alone, nobody comes there yet. */
function serviceState(hostname: Standing): StepState {
  if (hostname.lifecycleStatus !== "active") return "ahead";
  return pointingState(hostname) === "done" ? "done" : "waiting";
}
