import type { AgreeingResolvers } from "../src/dns/agreeing-resolvers.ts";
import type { TenantDb } from "../src/database/tenant-db.ts";
import { inTurns } from "../src/egress/turns.ts";
import type { ChangeFailure } from "../src/gatekeeper/contract.ts";
import type { SsoChange } from "../src/sso/change.ts";
import type { Result } from "../src/result/result.ts";
import { checksOf, domainsAtOnce, lookUpDomain } from "../src/sso/domain-look-up.ts";
import { listDomains } from "../src/sso/repository.ts";

/**
 * Looks whether verified domains still show their records, and has taken down what the DNS says. Nobody waits for the
 * DNS meanwhile: the change comes when its answers are there. Asked twice, it looks at nothing that was looked at.
 *
 * @throws when a resolver was silent or the two disagreed: what it did answer is taken down, and the rest is tried again later
 */
export async function recheckDomains(
  db: TenantDb,
  resolvers: Pick<AgreeingResolvers, "txt">,
  change: (change: SsoChange) => Promise<Result<unknown, ChangeFailure>>,
): Promise<"done"> {
  const due = (await listDomains(db, null)).filter(
    ({ verifiedAt, checkedAt }) => verifiedAt !== null && Date.parse(checkedAt ?? verifiedAt) < Date.now() - recently,
  );
  let unclear = 0;
  for (const [providerId, domains] of Map.groupBy(due, (domain) => domain.providerId)) {
    const lookUps = await inTurns(domains, (domain) => lookUpDomain(domain, resolvers), domainsAtOnce);
    const checks = checksOf(lookUps);
    unclear += lookUps.length - checks.length;
    if (checks.length === 0) continue;
    const changed = await change({ kind: "sso-domain-check", providerId, checks });
    // Removed in the meantime: there is nothing left to take down.
    if (!changed.ok && changed.failure !== "not_found")
      throw new Error(`The check was not taken down: ${changed.failure}`);
  }
  if (unclear > 0) throw new Error(`The DNS said nothing clear of ${unclear} domains`);
  return "done";
}

/** Less than between two rounds, so that whoever comes back for some domains finds the others done. */
const recently = 60 * 60 * 1000;
