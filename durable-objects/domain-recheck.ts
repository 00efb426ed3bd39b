import type { DnsResolver } from "../src/dns/resolver.ts";
import type { TenantDb } from "../src/database/tenant-db.ts";
import { inTurns } from "../src/egress/turns.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { SsoChange } from "../src/sso/change.ts";
import type { Result } from "../src/result/result.ts";
import { checksOf, lookUpDomain } from "../src/sso/domain-look-up.ts";
import { listDomains } from "../src/sso/repository.ts";

/**
 * Looks whether verified domains still show their records, and has taken down what the DNS says. Nobody waits for the
 * DNS meanwhile: the change comes when its answers are there. Asked twice, it looks at nothing that was looked at.
 *
 * @throws when a resolver was silent: what it did answer is taken down, and the rest is tried again later
 */
export async function recheckDomains(
  db: TenantDb,
  resolver: Pick<DnsResolver, "txt">,
  change: (change: SsoChange) => Promise<Result<unknown, ChangeFailure>>,
): Promise<"done"> {
  const due = (await listDomains(db, null)).filter(
    ({ verifiedAt, checkedAt }) => verifiedAt !== null && Date.parse(checkedAt ?? verifiedAt) < Date.now() - recently,
  );
  let silent = 0;
  for (const [providerId, domains] of Map.groupBy(due, (domain) => domain.providerId)) {
    const lookUps = await inTurns(domains, (domain) => lookUpDomain(domain, resolver));
    const checks = checksOf(lookUps);
    silent += lookUps.length - checks.length;
    if (checks.length === 0) continue;
    const changed = await change({ kind: "sso-domain-check", providerId, checks });
    // Removed in the meantime: there is nothing left to take down.
    if (!changed.ok && changed.failure !== "not_found")
      throw new Error(`The check was not taken down: ${changed.failure}`);
  }
  if (silent > 0) throw new Error(`The DNS said nothing of ${silent} domains`);
  return "done";
}

/** Less than between two rounds, so that whoever comes back for some domains finds the others done. */
const recently = 60 * 60 * 1000;
