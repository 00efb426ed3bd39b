import type { Crew } from "../gatekeeper/next-flight.ts";
import type { PlatformHealth } from "./contract.ts";

/**
 * The latest report on the platform that this isolate has, so that however many ask, the parts are asked once in a few
 * seconds. It is only told to people: nothing is decided by it.
 */
export class LatestReport {
  readonly #now: () => number;
  #latest: { readonly report: PlatformHealth; readonly at: number } | undefined;
  #underWay: Promise<PlatformHealth> | undefined;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @param inspect with its own request's means; never rejects */
  async get(inspect: () => Promise<PlatformHealth>, crew: Crew): Promise<PlatformHealth> {
    const age = this.#latest === undefined ? Infinity : this.#now() - this.#latest.at;
    // A clock that stepped back says nothing about the report's age.
    if (this.#latest !== undefined && age >= 0 && age < freshMilliseconds) return this.#latest.report;
    const underWay = (this.#underWay ??= this.#begin(inspect, crew));
    const report = await Promise.race([underWay, crew.wait(longestInspection)]);
    if (report !== undefined) return report;
    // The request that began it was cut off together with its work.
    if (this.#underWay === underWay) this.#underWay = undefined;
    return inspect();
  }

  #begin(inspect: () => Promise<PlatformHealth>, crew: Crew): Promise<PlatformHealth> {
    const underWay = inspect().then((report) => {
      this.#latest = { report, at: this.#now() };
      if (this.#underWay === underWay) this.#underWay = undefined;
      return report;
    });
    crew.anchor(underWay);
    return underWay;
  }
}

const freshMilliseconds = 5_000;

/** No inspection takes this long while the request that began it lives. */
const longestInspection = 5_000;
