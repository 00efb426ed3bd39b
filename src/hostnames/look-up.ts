import type { AgreeingResolvers } from "../dns/agreeing-resolvers.ts";
import { storableText } from "../database/storable-text.ts";
import type { CaaRecord } from "../dns/caa-record.ts";
import { unlessLate } from "../time-limit/time-limit.ts";
import { mayIssue } from "./caa.ts";
import type { CaaFinding, Findings } from "./findings.ts";
import { hostnameRecord } from "./hostname.ts";

/**
 * Asks the DNS about a hostname: for the record that proves it, where it leads, and who may issue its certificate.
 *
 * @param cnameTarget where it should lead
 */
export async function lookUpHostname(
  { hostname, challenge }: { readonly hostname: string; readonly challenge: string },
  cnameTarget: string,
  resolvers: Pick<AgreeingResolvers, "txt" | "cname" | "caa">,
): Promise<Findings> {
  const record = hostnameRecord(hostname, challenge);
  // First and by itself: what decides must not wait for a connection behind what merely helps.
  const txt = await resolvers.txt(record.name, record.value);
  const [cname, caa] = await Promise.all([
    unlessLate(patienceMilliseconds, () => resolvers.cname(hostname, cnameTarget), silence),
    unlessLate(patienceMilliseconds, () => findCaa(hostname, resolvers), { ...silence, at: null }),
  ]);
  return { txt, cname, caa };
}

/** For many questions, one after another: whoever waits for the answer does not wait for what merely helps. */
const patienceMilliseconds = 4_000;
const silence = { outcome: "no_answer", seen: [] } as const;

async function findCaa(hostname: string, resolvers: Pick<AgreeingResolvers, "caa">): Promise<CaaFinding> {
  const answer = await resolvers.caa(hostname);
  if (!answer.ok) return { outcome: answer.failure, at: null, seen: [] };
  const { at, records } = answer.value;
  const seen = records.slice(0, mostRecords).map((record) => storableText(written(record), longestRecord));
  return { outcome: mayIssue(records) ? "allowed" : "forbidden", at, seen };
}

/** As people write it down at their DNS provider. */
function written({ critical, tag, value }: CaaRecord): string {
  return `${critical ? 128 : 0} ${tag} "${value}"`;
}

const mostRecords = 10;
const longestRecord = 200;
