import type { SsoProvider } from "../../api.gen/types.gen.ts";

/** The steps of setting a provider up, in order. */
export const setupSteps = ["product", "application", "credentials", "addresses", "domains", "test", "enable"] as const;
export type SetupStep = (typeof setupSteps)[number];

export const stepNames: Readonly<Record<SetupStep, string>> = {
  product: "Product",
  application: "Application",
  credentials: "Credentials",
  addresses: "Addresses",
  domains: "Domains",
  test: "Test",
  enable: "Switch on",
};

/** What is known of a setup: the rest is in the provider itself, so that it can be continued anywhere, by any admin. */
export interface Progress {
  /** Null before the credentials were saved. */
  readonly provider: Pick<SsoProvider, "enabled" | "domains" | "proven"> | null;
  readonly hasProduct: boolean;
  /** Where somebody has been: nothing here knows whether the addresses were entered over there. */
  readonly reached: SetupStep;
  /** A test that was made on the way has passed. */
  readonly isTested: boolean;
}

export function isDone(step: SetupStep, { provider, hasProduct, reached, isTested }: Progress): boolean {
  const isPast = setupSteps.indexOf(reached) > setupSteps.indexOf(step);
  switch (step) {
    case "product":
      return hasProduct || provider !== null;
    case "application":
      return provider !== null || (hasProduct && isPast);
    case "credentials":
      return provider !== null;
    case "addresses":
      return provider !== null && (isPast || isTested || provider.proven !== null);
    case "domains":
      return provider?.domains.some(({ verified }) => verified) === true;
    case "test":
      return provider !== null && (isTested || provider.proven !== null);
    case "enable":
      return provider?.enabled === true;
  }
}

/** Whether a step can be gone to: what comes after the credentials needs what they make, and they are entered once. */
export function isOpen(step: SetupStep, { provider, hasProduct }: Progress): boolean {
  if (setupSteps.indexOf(step) <= setupSteps.indexOf("credentials")) {
    return provider === null && (step === "product" || hasProduct);
  }
  return provider !== null;
}

/** Where to continue: the first step that is not done, or the last. */
export function nextStep(progress: Progress): SetupStep {
  return setupSteps.find((step) => !isDone(step, progress)) ?? "enable";
}

/** Whether there is nothing left that the setup would ask for. */
export function isSetUp(provider: Pick<SsoProvider, "enabled" | "domains">): boolean {
  return provider.enabled && provider.domains.some(({ verified }) => verified);
}

/** Whether somebody has begun to set it up and not come to the end; what was switched off later is something else. */
export function isUnfinished({
  enabled,
  domains,
  proven,
}: Pick<SsoProvider, "enabled" | "domains" | "proven">): boolean {
  return (!enabled && proven === null) || !domains.some(({ verified }) => verified);
}

export function stepAfter(step: SetupStep): SetupStep {
  return setupSteps[setupSteps.indexOf(step) + 1] ?? step;
}

export function stepBefore(step: SetupStep): SetupStep {
  return setupSteps[setupSteps.indexOf(step) - 1] ?? step;
}

export function isSetupStep(value: unknown): value is SetupStep {
  return typeof value === "string" && (setupSteps as readonly string[]).includes(value);
}
