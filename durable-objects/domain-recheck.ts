import type { DnsResolver } from "../src/dns/resolver.ts";
import type { TenantDb } from "../src/database/tenant-db.ts";
import type { ChangeFailure, SsoChange } from "../src/gatekeeper/contract.ts";
import type { Result } from "../src/result/result.ts";
import { checksOf, lookUpDomain, type DomainLookUp } from "../src/sso/domain-look-up.ts";
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

/** A Worker may have six connections open, and whoever has to wait for one is not to be taken for silent. */
const atOnce = 5;

async function inTurns<Item>(
  items: readonly Item[],
  lookUp: (item: Item) => Promise<DomainLookUp>,
): Promise<readonly DomainLookUp[]> {
  const done: DomainLookUp[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    done.push(...(await Promise.all(items.slice(start, start + atOnce).map(lookUp))));
  }
  return done;
}
