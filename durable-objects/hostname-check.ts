import type { HostnameCheckCommand, HostnameCheckFailure } from "../src/gatekeeper/contract.ts";
import type { StoredHostname } from "../src/hostnames/hostname.ts";
import { logFailure } from "../src/log/log.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import type { Office } from "./office.ts";

/**
 * Looks at a hostname for somebody who waits, but not longer than they do: a look that takes long goes on without them,
 * and they learn what is known by then.
 */
export async function checkHostname(
  { workshop, housekeeping }: Office,
  { hostnameId, audit }: HostnameCheckCommand,
  anchor: (work: Promise<unknown>) => void,
  wait: (milliseconds: number) => Promise<void>,
): Promise<Result<StoredHostname, HostnameCheckFailure>> {
  const { record, storage, now } = workshop;
  const look = record.checkHostname(hostnameId, audit).finally(() => {
    // There may be mails to send, and the next look has another time.
    storage.transaction(() => storage.outbox.setDue(now(), 0));
    housekeeping.arm();
  });
  anchor(look);
  try {
    const looked = await Promise.race([look, wait(patienceMilliseconds)]);
    if (looked?.ok === false) return looked;
    const stored = await record.readHostname(hostnameId);
    return stored === null ? failure("not_found") : success(stored);
  } catch (error) {
    logFailure("hostname.not_checked", { organizationId: storage.state?.organizationId }, error);
    return failure("unavailable");
  }
}

/** Callers wait for 12 seconds, and what follows this wait may take two. */
const patienceMilliseconds = 8_000;
