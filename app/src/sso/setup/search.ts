import type { Preset } from "../../../../src/sso/provider.ts";
import { isPreset } from "../guides/all.ts";
import { isSetupStep, type SetupStep } from "./progress.ts";

/** Where a setup stands, in the page's address: a reload, a bookmark and another admin continue there. */
export interface SetupSearch {
  readonly preset?: Preset;
  readonly step?: SetupStep;
  /** Once there is one. */
  readonly provider?: string;
  /** The last test that was made on the way. */
  readonly test?: string;
}

/** Anything unknown in the address is as if it were not there. */
export function readSetupSearch(search: Readonly<Record<string, unknown>>): SetupSearch {
  const { preset, step, provider, test } = search;
  return {
    ...(isPreset(preset) ? { preset } : {}),
    ...(isSetupStep(step) ? { step } : {}),
    ...(isId(provider, "sso_") ? { provider } : {}),
    ...(isId(test, "flw_") ? { test } : {}),
  };
}

function isId(value: unknown, prefix: string): value is string {
  return typeof value === "string" && value.startsWith(prefix) && /^[a-z]{3}_[0-9a-z]{1,40}$/.test(value);
}
