import type { AuditContext } from "../src/audit/event.ts";
import type { Findings } from "../src/hostnames/findings.ts";
import type { HostnameChange } from "../src/hostnames/change.ts";
import { isLost } from "../src/hostnames/hostname.ts";
import { afterEvent, isForfeit, type HostnameEvent } from "../src/hostnames/lifecycle.ts";
import { isServing } from "../src/hostnames/registration-meaning.ts";
import { standingOf } from "../src/hostnames/standing.ts";
import type { ChangeFailure, Changed, HostnameCheckFailure } from "../src/gatekeeper/contract.ts";
import { logFailure } from "../src/log/log.ts";
import { failure, success, type Result } from "../src/result/result.ts";
import type { HeldHostname } from "./change-hostname-row.ts";
import type { ExpectedCalls } from "./hostname-calls.ts";
import { consultCloudflare, expectedCalls, type CallCloudflare, type Outlook } from "./hostname-consultation.ts";
import { HostnameLine, type Asking } from "./hostname-line.ts";
import type { Turns } from "./hostname-rows.ts";
import type { Look } from "./hostname-settlement.ts";
import { systemContext } from "./system-context.ts";

export interface ReconcilerTools {
  readonly organizationId: string;
  /** Where a hostname's row is read and what a look has found is kept: each one a short transaction. */
  readonly rows: {
    find(hostnameId: string): Promise<HeldHostname | null>;
    settle(look: Look): Promise<void>;
    claimDue(turns: Turns): Promise<string | null>;
    untilDue(turns: Turns): Promise<number | null>;
  };
  readonly lookUp: (hostname: HeldHostname) => Promise<Findings>;
  /** Asks for the calls that a look is expected to take, and makes those that it may. */
  readonly callsFor: (look: ExpectedCalls) => CallCloudflare;
  /** Makes a change, after those that are under way: nothing outside is waited for in that. */
  readonly change: (change: HostnameChange, audit: AuditContext) => Promise<Result<Changed, ChangeFailure>>;
  /** Tells open pages that something is known of a hostname that was not. */
  readonly announce: () => void;
  readonly now: () => number;
}

/**
 * Looks at a tenant's hostnames, at the DNS and at Cloudflare, and has the gatekeeper take down what that means. Looks at
 * one name never overlap, whichever of the tenant's hostnames of that name they are for: what one has asked Cloudflare for
 * is not taken for somebody else's by the next. A look holds neither a transaction nor the queue of changes while others
 * are waited for; and its successor, should its object die, begins by looking at what is there.
 */
export class HostnameReconciler {
  readonly #tools: ReconcilerTools;
  /** When it is this tenant's turn to call Cloudflare, in each line. Lost with the object, which then asks once more. */
  readonly #turnsAt = { news: 0, check: 0 };
  readonly #line: HostnameLine;

  constructor(tools: ReconcilerTools) {
    this.#tools = tools;
    this.#line = new HostnameLine({
      nameOf: async (hostnameId) => (await tools.rows.find(hostnameId))?.hostname ?? null,
      look: (hostnameId, asking) => this.#look(hostnameId, asking),
    });
  }

  /** Looks at a hostname, with everybody who asks for that before it has begun. @throws when Postgres is out of reach */
  check(hostnameId: string, asking: Asking): Promise<Result<null, HostnameCheckFailure>> {
    return this.#line.ask(hostnameId, asking);
  }

  /**
   * Looks at the hostnames whose time has come, one after the other and not for long, because other work waits. As soon as
   * one is turned away so would be the others of its line: all of them wait for the tenant's turn, which is one for all.
   *
   * @returns milliseconds until the next is due and may be made, null for none
   */
  async checkDue(): Promise<number | null> {
    const { rows, organizationId, now } = this.#tools;
    const end = now() + roundMilliseconds;
    while (now() <= end) {
      const hostnameId = await rows.claimDue(this.#turns());
      if (hostnameId === null) break;
      const asking = { audit: systemContext(`check:${hostnameId.slice(-24)}`), isPerson: false };
      try {
        const checked = await this.check(hostnameId, asking);
        // It is looked at again when its time comes. That the name is another's, or the hostname gone, is an answer.
        if (!checked.ok && checked.failure === "unavailable") logFailure("hostname.not_checked", { organizationId });
      } catch (error) {
        // What one cannot be looked at for is not in the way of the others. Where Postgres is out of reach it is for all.
        logFailure("hostname.not_checked", { organizationId }, error);
        const held = await rows.find(hostnameId);
        if (held !== null) await this.#settle(held, asking, { findings: null });
      }
    }
    return rows.untilDue(this.#turns());
  }

  /** A clock that was set back makes nobody wait for longer than anybody ever does. */
  #turns(now = this.#tools.now()): Turns {
    const { news, check } = this.#turnsAt;
    const waitFor = (turn: number) => (turn > longestTurnMilliseconds + now ? 0 : Math.max(0, turn - now));
    return { news: waitFor(news), check: waitFor(check) };
  }

  async #look(hostnameId: string, asking: Asking): Promise<Result<null, HostnameCheckFailure>> {
    const { rows } = this.#tools;
    const held = await rows.find(hostnameId);
    if (held === null) return failure("not_found");
    const { state } = held;
    if (state === "released") return success(null);
    if (state !== "awaiting_txt") return this.#atHeld(held, asking);
    const findings = await this.#tools.lookUp(held);
    const event = proofOf(held, findings);
    const told = event === null ? success(held.version) : await this.#tell(held, event, asking);
    if (!told.ok) {
      // Whose proof is another's name is not waited for any longer than others.
      const isForfeited = told.failure === "hostname_taken" && isOver(held);
      const ended = isForfeited ? await this.#tell(held, { kind: "expired" }, asking) : told;
      await this.#settle(held, asking, { findings, ...(ended.ok && { version: ended.value }) });
      return told;
    }
    const proven = event?.kind === "proven" ? await rows.find(hostnameId) : null;
    if (proven?.state === "pending_cloudflare") return this.#atCloudflare(proven, findings, asking);
    await this.#settle(held, asking, { findings, version: told.value });
    return success(null);
  }

  /** Nobody has a name back that they lost, or keeps one for ever, without its record: the zone may be another's by now. */
  async #atHeld(held: HeldHostname, asking: Asking): Promise<Result<null, HostnameCheckFailure>> {
    const isForfeited = isOver(held);
    if (!isLost(held.state) && !isForfeited) return this.#atCloudflare(held, null, asking);
    const findings = await this.#tools.lookUp(held);
    if (isForfeited && isMissing(findings)) {
      const ended = await this.#tell(held, { kind: "expired" }, asking);
      await this.#settle(held, asking, { findings, ...(ended.ok && { version: ended.value }) });
      return ended.ok ? success(null) : ended;
    }
    if (!isLost(held.state) || !asking.isPerson || findings.txt.outcome !== "found")
      return this.#atCloudflare(held, findings, asking);
    const retried = await this.#retry(held, asking);
    if (retried.ok) return this.#atCloudflare(retried.value, findings, asking);
    await this.#settle(held, asking, { findings });
    return retried;
  }

  /** Only for whose record was seen just now. */
  async #retry(held: HeldHostname, asking: Asking): Promise<Result<HeldHostname, HostnameCheckFailure>> {
    const retried = await this.#tell(held, { kind: "retried" }, asking);
    if (!retried.ok) return retried;
    const pending = await this.#tools.rows.find(held.id);
    return pending === null ? failure("not_found") : success(pending);
  }

  /** @param findings null where the DNS was not asked yet: it costs nothing, and says what is still missing */
  async #atCloudflare(
    held: HeldHostname,
    findings: Findings | null,
    asking: Asking,
  ): Promise<Result<null, HostnameCheckFailure>> {
    const { lookUp, callsFor } = this.#tools;
    const isWanted = held.state !== "deleted";
    const line = held.newsAt === null ? "check" : "news";
    const purpose = asking.isPerson ? "click" : line;
    const [seen, outlook] = await Promise.all([
      findings ?? (isWanted ? lookUp(held) : null),
      consultCloudflare(held, this.#hurried(callsFor({ calls: expectedCalls(held), purpose }))),
    ]);
    const event = outlook.kind === "event" ? besides(outlook.event, seen) : null;
    if (outlook.kind === "turned_away" && !asking.isPerson)
      this.#turnsAt[line] = this.#tools.now() + outlook.atLeastMilliseconds;
    const retried = isServedAgain(held, seen, event) ? await this.#retry(held, asking) : success(held);
    const from = retried.ok ? retried.value : held;
    const told = event === null ? success(from.version) : await this.#tell(from, event, asking);
    const version = told.ok ? told.value : from.version;
    await this.#settle(from, asking, { findings: seen, event: told.ok ? event : null, version, outlook });
    if (!retried.ok) return retried;
    return told.ok ? success(null) : told;
  }

  /**
   * Has the gatekeeper take down what an event means, where it means anything.
   *
   * @returns the version that the hostname has then
   */
  async #tell(
    held: HeldHostname,
    event: HostnameEvent,
    { audit }: Asking,
  ): Promise<Result<number, HostnameCheckFailure>> {
    const { id: hostnameId, state, challenge, version } = held;
    const step = afterEvent(standingOf(held), event, held.now);
    if (step === null || (step.audit === null && step.news === null)) return success(version);
    const change = { kind: "hostname-event", hostnameId, basis: { state, challenge }, event } as const;
    const changed = await this.#tools.change(change, audit);
    if (changed.ok) {
      // Otherwise somebody has made another of it meanwhile, whose change sees to what comes next.
      const isDone = changed.value.hostname?.state === step.standing.state;
      return success(isDone && step.audit !== null ? version + 1 : version);
    }
    const { failure: reason } = changed;
    return reason === "hostname_taken" || reason === "too_many_pending" || reason === "unavailable"
      ? failure(reason)
      : success(version);
  }

  async #settle(
    held: HeldHostname,
    { isPerson }: Asking,
    seen: { findings: Findings | null; event?: HostnameEvent | null; version?: number; outlook?: Outlook },
  ): Promise<void> {
    const { version = held.version } = seen;
    await this.#tools.rows.settle({
      hostnameId: held.id,
      version,
      due: version === held.version ? { at: held.nextCheckAt } : null,
      newsAt: held.newsAt,
      event: seen.event ?? null,
      findings: seen.findings,
      atLeastMilliseconds: seen.outlook?.atLeastMilliseconds ?? 0,
      isScheduled: !isPerson,
      isTurnedAway: seen.outlook?.kind === "turned_away",
      // What could not be taken down is as good as unseen.
      isUnclear: (seen.event ?? null) === null || seen.event?.kind === "refused",
    });
    this.#tools.announce();
  }

  /** Each call has a limit of its own; begun is none any more once the look has taken long enough. */
  #hurried(call: CallCloudflare): CallCloudflare {
    const { now } = this.#tools;
    const end = now() + lookMilliseconds;
    return (work) =>
      now() > end ? Promise.resolve(failure({ reason: "unreachable", detail: "too_late" } as const)) : call(work);
  }
}

/** What Cloudflare says, with what the DNS says in the same moment. */
function besides(event: HostnameEvent, findings: Findings | null): HostnameEvent {
  return event.kind === "observed" ? { ...event, isShown: findings?.txt.outcome === "found" } : event;
}

/** Where one resolver shows it or nobody answers, nobody knows. */
function isMissing({ txt }: Findings): boolean {
  return txt.outcome === "missing" || txt.outcome === "other";
}

/** Without its record it is given up now. */
function isOver(held: HeldHostname): boolean {
  return isForfeit(standingOf(held), held.now);
}

function proofOf(held: HeldHostname, { txt }: Findings): HostnameEvent | null {
  if (txt.outcome === "found") return { kind: "proven" };
  return isOver(held) ? { kind: "expired" } : null;
}

/** It was lost, its record still stands, and Cloudflare has it active. */
function isServedAgain(held: HeldHostname, findings: Findings | null, event: HostnameEvent | null): boolean {
  if (!isLost(held.state) || findings?.txt.outcome !== "found" || event?.kind !== "observed") return false;
  return isServing(event.registration);
}

const lookMilliseconds = 15_000;
const roundMilliseconds = 20_000;
const longestTurnMilliseconds = 2 * 60 * 60 * 1_000;
