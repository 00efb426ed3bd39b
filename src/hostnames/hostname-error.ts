import { certificateAuthorities } from "./caa.ts";
import type { Findings } from "./findings.ts";
import {
  hostnameFailures,
  hostnameRecord,
  type HostnameFailure,
  type LifecycleStatus,
  type StoredHostname,
} from "./hostname.ts";
import { isServing } from "./registration-meaning.ts";

/** What can be in a hostname's way. */
export const hostnameErrorCodes = [
  "txt_missing",
  "txt_other",
  "resolvers_disagree",
  "dns_silent",
  "cname_missing",
  "cname_other",
  "caa_forbids",
  ...hostnameFailures,
  /** A sentence of Cloudflare's own. */
  "cloudflare",
] as const;

interface HostnameError {
  readonly code: (typeof hostnameErrorCodes)[number];
  readonly message: string;
}

type Stuck = Pick<
  StoredHostname,
  "hostname" | "state" | "challenge" | "failure" | "refusal" | "findings" | "registration"
>;

/** What is in the way of a hostname that is not served yet, or not any more. Most pressing first. */
export function hostnameErrors(row: Stuck, cnameTarget: string): HostnameError[] {
  const { state, failure, refusal, findings, registration } = row;
  if (state === "active" || state === "deleted" || state === "released") return [];
  const caa = findings === null ? [] : caaErrors(findings.caa);
  if (state === "awaiting_txt") return [...(findings === null ? [] : txtErrors(row, findings.txt)), ...caa];
  // What proves it is asked for again of what was lost, and of what has taken too long to be served without being seen.
  const isAskedFor = state !== "pending_cloudflare" || isServing(registration);
  const txt = findings === null || !isAskedFor ? [] : txtErrors(row, findings.txt);
  const cname = findings === null ? [] : cnameErrors(findings.cname, cnameTarget);
  return [
    ...(failure === null ? [] : [{ code: failure, message: failureSentences[failure] }]),
    ...txt,
    // A silent DNS is silent once.
    ...cname.filter(({ code }) => txt.every((one) => one.code !== code)),
    ...caa,
    ...[...(refusal ?? []), ...(registration?.errors ?? [])].map(
      (message) => ({ code: "cloudflare", message }) as const,
    ),
  ];
}

function txtErrors({ hostname, challenge, state }: Stuck, { outcome, seen }: Findings["txt"]): HostnameError[] {
  const { name, value } = hostnameRecord(hostname, challenge);
  const again = requests[state] ?? "";
  switch (outcome) {
    case "found":
      return [];
    case "missing":
      return [{ code: "txt_missing", message: `There is no TXT record at ${name}. We expect \`${value}\`.${again}` }];
    case "other":
      return [{ code: "txt_other", message: `At ${name} we see ${quoted(seen)}, we expect \`${value}\`.${again}` }];
    case "disagreement":
      return [disagreement("TXT record")];
    case "no_answer":
      return [silence];
  }
}

const triedAgain = " Show the record again: only with it the hostname can be tried again.";
const requests: Readonly<Partial<Record<LifecycleStatus, string>>> = {
  pending_cloudflare: " Show the record again: it was last seen too long ago for the hostname to be served.",
  error: triedAgain,
  moved: triedAgain,
};

function cnameErrors({ outcome, seen }: Findings["cname"], target: string): HostnameError[] {
  switch (outcome) {
    case "found":
      return [];
    case "missing":
      return [
        {
          code: "cname_missing",
          message: `There is no CNAME record to ${target}, or it cannot be seen because a proxy stands before it.`,
        },
      ];
    case "other":
      return [{ code: "cname_other", message: `The CNAME record leads to ${quoted(seen)}, we expect \`${target}\`.` }];
    case "disagreement":
      return [disagreement("CNAME record")];
    case "no_answer":
      return [silence];
  }
}

/** Only what forbids is in the way: what is not known is found out when a certificate is asked for. */
function caaErrors({ outcome, at, seen }: Findings["caa"]): HostnameError[] {
  if (outcome !== "forbidden") return [];
  const wanted = certificateAuthorities.join(", ");
  return [
    {
      code: "caa_forbids",
      message: `The CAA records of ${at}, ${quoted(seen)}, allow none of the authorities that issue our certificates. Allow one of them: ${wanted}.`,
    },
  ];
}

const silence = { code: "dns_silent", message: "The DNS does not answer for this name." } as const;

function disagreement(what: string): HostnameError {
  return {
    code: "resolvers_disagree",
    message: `Of the two resolvers that we ask, only one sees the ${what}. That is usual while a change spreads.`,
  };
}

function quoted(texts: readonly string[]): string {
  return texts.map((text) => `\`${text}\``).join(", ");
}

const failureSentences: Readonly<Record<HostnameFailure, string>> = {
  validation_timed_out: "The certificate could not be validated in time. Check the records, then try again.",
  certificate_timed_out: "The certificate could not be issued in time. Try again.",
  certificate_expired: "The certificate has expired. Check that the CNAME record still leads here, then try again.",
  blocked: "Cloudflare blocks this hostname: another account holds it, or it must not have certificates.",
  name_refused: "Cloudflare does not take this hostname.",
  quota_exceeded: "The platform has no room for more hostnames right now. It is tried again by itself.",
  cloudflare_unreachable: "Cloudflare does not answer as it should. It is tried again by itself.",
};
