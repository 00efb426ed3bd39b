import { describe, expect, test } from "vitest";
import { search } from "./search.ts";
import { changeVariants } from "./variants/changes.ts";
import { deskVariants } from "./variants/desks.ts";
import { hostVariants } from "./variants/hosts.ts";
import { leaseVariants } from "./variants/leases.ts";
import { singleSignOnVariants } from "./variants/single-sign-on.ts";
import { versionVariants } from "./variants/versions.ts";
import { soundParts } from "./world.ts";

/** With this one none takes long; with others some take a few hundred histories more. */
const seed = 1;
const runs = 3_000;

/** So many histories may take minutes where others work, too. */
const patienceMilliseconds = 900_000;

const variants = [
  ...deskVariants,
  ...leaseVariants,
  ...versionVariants,
  ...changeVariants,
  ...singleSignOnVariants,
  ...hostVariants,
];

describe(`the search catches (seed ${seed})`, () => {
  for (const { name, parts, withoutFault, climate, property } of variants) {
    test(`${name}: “${property}” is broken`, { timeout: patienceMilliseconds }, async () => {
      const { played, finding } = await search({ seed, runs, climate, parts, property });
      expect(finding?.violations).toContainEqual(expect.objectContaining({ property }));
      // It is the fault that was caught: all those histories do no harm to whatever does not have it.
      for (const sound of new Set([withoutFault, soundParts])) {
        expect(await search({ seed, runs: played, climate, parts: sound })).toEqual({ played, finding: null });
      }
    });
  }
});
