import { isBefore } from "./coverage.ts";
import type { Accident, Act, Beginning, Span } from "./history.ts";

/** One thing that is configured, with what every act that sets it sets it to. */
export interface Register {
  readonly name: string;
  readonly initial: string;
  readonly valueSetBy: (act: Act) => string | null;
}

export function statusRegister({ status }: Beginning): Register {
  const values: Partial<Record<Act["deed"]["kind"], string>> = {
    suspend: "suspended",
    restore: "active",
    delete: "deleted",
  };
  return { name: "the status", initial: status, valueSetBy: ({ deed }) => values[deed.kind] ?? null };
}

export function settingsRegister({ settings }: Beginning): Register {
  return {
    name: "the settings",
    initial: settings,
    valueSetBy: ({ deed }) => (deed.kind === "change-settings" ? deed.settings : null),
  };
}

export const ssoRegister: Register = {
  name: "single sign-on",
  initial: "optional",
  valueSetBy: ({ deed }) => {
    if (deed.kind === "enforce-sso") return "required";
    return deed.kind === "lift-sso" ? "optional" : null;
  },
};

export const hostRegister: Register = {
  name: "the organization's own host",
  initial: "served",
  valueSetBy: ({ deed }) => {
    if (deed.kind === "remove-host") return "removed";
    return deed.kind === "add-host" ? "served" : null;
  },
};

export function roleRegister({ roles }: Beginning, user: string): Register {
  return {
    name: `the role of ${user}`,
    initial: roles.get(user) ?? noMember,
    valueSetBy: ({ deed }) => {
      if (deed.kind === "change-role" && deed.user === user) return deed.role;
      return deed.kind === "remove-member" && deed.user === user ? noMember : null;
    },
  };
}

/** The role of who is no member. */
export const noMember = "none";

/**
 * What a register may be seen to hold by something that took place within a span: every value but those that came
 * later, and those that an acknowledged act had certainly replaced before. An act with an unknown outcome may take
 * place at any time. Null when anything may be seen, because a restored backup has set it to who knows what.
 */
export function valuesSeen(
  { initial, valueSetBy }: Register,
  seen: Span,
  acts: readonly Act[],
  accidents: readonly Accident[],
): ReadonlySet<string> | null {
  const writes = acts.filter((act) => valueSetBy(act) !== null && act.outcome !== "refused" && act.outcome !== "gone");
  const replacing = writes.filter((act) => isPromised(act) && isBefore(act, seen));
  const restored = accidents.filter(
    ({ kind, at }) => kind === "record-restored" && at <= (seen.answeredAt ?? Infinity),
  );
  if (restored.some(({ until }) => !replacing.some(({ invokedAt }) => invokedAt > until))) return null;
  const current = writes.filter((write) => {
    if (seen.answeredAt !== null && write.invokedAt > seen.answeredAt) return false;
    return write.outcome === "unknown" || !replacing.some((later) => isBefore(write, later));
  });
  const values = current.map((act) => valueSetBy(act)).filter((value) => value !== null);
  return new Set(replacing.length === 0 ? [initial, ...values] : values);
}

/** Everybody has been told that it is so now. */
function isPromised({ outcome, isBehindTheBack }: Act): boolean {
  return outcome === "acknowledged" && isBehindTheBack !== true;
}
