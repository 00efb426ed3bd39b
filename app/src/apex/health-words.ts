import type { ComponentName, HealthStatus } from "../../../src/health/contract.ts";
import { CheckIcon, StopIcon, WarningIcon, type Icon } from "../../../ui/icons.tsx";

/** The page's heading, by what it knows. */
export const healthTitles: Readonly<Record<HealthStatus | "unknown", string>> = {
  ok: "Everything works",
  degraded: "Something does not work right now",
  down: "Nobody can get in right now",
  unknown: "Is everything working?",
};

/** What the parts of the platform are to people: by what they do with them. */
export const componentTitles: Readonly<Record<ComponentName, string>> = {
  database: "Settings and records",
  identity: "Signing in",
  gatekeepers: "Staying signed in",
  hints: "Finding organizations",
};

interface Look {
  readonly label: string;
  readonly icon: Icon;
  readonly mark: string;
  readonly word: string;
}

export const healthLooks: Readonly<Record<HealthStatus, Look>> = {
  ok: { label: "Working", icon: CheckIcon, mark: "bg-success-soft text-success-ink", word: "text-success-ink" },
  degraded: {
    label: "Disrupted",
    icon: WarningIcon,
    mark: "bg-warning-soft text-warning-ink",
    word: "text-warning-ink",
  },
  down: { label: "Not working", icon: StopIcon, mark: "bg-danger-soft text-danger-ink", word: "text-danger-ink" },
};
