import * as fc from "fast-check";
import type { LeaseMode } from "../durable-objects/leasing.ts";
import { roles } from "../src/authorization/role.ts";
import type { Action, Scene, Script } from "./script.ts";

/** Which scripts are written: how often each kind of action comes, and what the rest is like. */
export interface Climate {
  readonly leases: readonly LeaseMode[];
  /** How wrong clocks may run; mostly by less than that. */
  readonly drift: readonly number[];
  /** How often, relative to each other; what is not named does not happen. */
  readonly weights: Partial<Record<Action["kind"], number>>;
  /** Whether a history has only some of these kinds: what is rare among all is then frequent now and then. */
  readonly isVaried?: boolean;
  readonly scenes: { readonly least: number; readonly most: number };
}

const everyday = {
  "sign-in": 8,
  request: 12,
  rush: 2.5,
  "sign-out": 2,
  "end-own-session": 1,
  "end-others": 1.5,
  "end-user": 2,
  "end-all": 1,
  "reset-password": 1.5,
  suspend: 0.5,
  restore: 0.8,
  "change-role": 1.5,
  "remove-member": 0.5,
  "change-settings": 1.5,
} satisfies Climate["weights"];

export const anyClimate: Climate = {
  leases: ["always", "never", "auto"],
  drift: [0, 0.02, 0.04],
  weights: {
    ...everyday,
    delete: 0.1,
    "provider-logout": 1.5,
    "enforce-sso": 0.5,
    "lift-sso": 0.5,
    "behind-the-back": 0.8,
    crash: 1,
    evict: 0.5,
    "lose-storage": 0.3,
    "back-up": 0.5,
    "restore-storage": 0.3,
    "restore-record": 0.3,
    cut: 0.5,
    "postgres-down": 0.7,
    "postgres-flaky": 0.7,
    "bad-weather": 1,
    "restart-isolate": 0.4,
    "step-clock": 0.8,
  },
  isVaried: true,
  scenes: { least: 5, most: 50 },
};

/** Where the organization's own host comes and goes, while everything befalls it that may. */
export const ownHostClimate: Climate = {
  ...anyClimate,
  weights: { ...anyClimate.weights, "sign-in-elsewhere": 6, "add-host": 2.5, "remove-host": 2.5 },
  isVaried: false,
};

/** Scripts of a climate. */
export function scripts({ leases, drift, weights, isVaried, scenes }: Climate): fc.Arbitrary<Script> {
  return (isVaried === true ? someOf(weights) : fc.constant(weights)).chain((chosen) =>
    fc.record({
      seed: lot(),
      leases: fc.constantFrom(...leases),
      isolates: fc.integer({ min: 1, max: 3 }),
      drift: fc.constantFrom(...drift),
      scenes: fc.array(scene(chosen), { minLength: scenes.least, maxLength: scenes.most, size: "max" }),
    }),
  );
}

/** Sign-ins and requests, and some of the rest: more often than among all, but not out of all proportion. */
function someOf({ "sign-in": signIn = 0, request = 0, ...rest }: Weights): fc.Arbitrary<Weights> {
  const entries = Object.entries(rest);
  const all = sumOf(entries);
  return fc.subarray(entries).map((chosen) => {
    const factor = Math.min(5, all / sumOf(chosen));
    const more = chosen.map(([kind, weight]) => [kind, weight * factor]);
    return { ...(Object.fromEntries(more) as Weights), "sign-in": signIn, request };
  });
}

type Weights = Climate["weights"];

function sumOf(entries: readonly (readonly [string, number])[]): number {
  return entries.reduce((sum, [, weight]) => sum + weight, 0);
}

function scene(weights: Climate["weights"]): fc.Arbitrary<Scene> {
  const actions = Object.entries(weights).map(([kind, weight]) => ({
    // Weights are whole numbers to fast-check.
    weight: Math.round((weight ?? 0) * 100),
    arbitrary: actionsOf[kind as Action["kind"]],
  }));
  return fc.record({ after: pause(), luck: lot(), action: fc.oneof(...actions) });
}

/** Most things happen at the same time as others; now and then nothing happens for long. */
function pause(): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 10, arbitrary: fc.integer({ min: 0, max: 60 }) },
    { weight: 5, arbitrary: fc.integer({ min: 0, max: 1_300 }) },
    { weight: 1, arbitrary: fc.integer({ min: 0, max: 45_000 }) },
  );
}

function lot(): fc.Arbitrary<number> {
  return fc.integer({ min: 0, max: 2 ** 32 - 1 });
}

const number = fc.nat({ max: 5 });
const user = fc.nat({ max: 3 });
const isolate = fc.nat({ max: 2 });
const role = fc.constantFrom(...roles);
const by = fc.constantFrom("owner" as const, "operator" as const);
const milliseconds = fc.integer({ min: 10, max: 20_000 });
const step = fc.oneof(fc.integer({ min: -5_000, max: -1 }), fc.integer({ min: 1, max: 30_000 }));

const kind = <Kind extends Action["kind"]>(name: Kind): fc.Arbitrary<Kind> => fc.constant(name);

function signInAs(name: "sign-in" | "sign-in-elsewhere"): fc.Arbitrary<Action> {
  const steps = fc.oneof(fc.constant(null), fc.integer({ min: 0, max: 4_000 }));
  return fc.record({ kind: kind(name), user, isolate, pause: steps });
}

const actionsOf: { readonly [Kind in Action["kind"]]: fc.Arbitrary<Action> } = {
  "sign-in": signInAs("sign-in"),
  "sign-in-elsewhere": signInAs("sign-in-elsewhere"),
  request: fc.record({
    kind: kind("request"),
    session: number,
    isolate,
    credential: fc.constantFrom("cookie" as const, "token" as const),
    times: fc.oneof(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 25 })),
    every: fc.integer({ min: 0, max: 200 }),
    patience: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.nat({ max: 60 }) }),
  }),
  rush: fc.record({ kind: kind("rush"), session: number, milliseconds: fc.integer({ min: 10, max: 5_000 }) }),
  "sign-out": fc.record({ kind: kind("sign-out"), session: number, isolate }),
  "end-own-session": fc.record({ kind: kind("end-own-session"), session: number, isolate }),
  "end-others": fc.record({ kind: kind("end-others"), session: number, isolate }),
  "end-user": fc.record({ kind: kind("end-user"), user, isolate, by }),
  "end-all": fc.record({ kind: kind("end-all"), isolate, by }),
  "reset-password": fc.record({ kind: kind("reset-password"), user, isolate }),
  suspend: fc.record({ kind: kind("suspend"), isolate }),
  restore: fc.record({ kind: kind("restore"), isolate }),
  delete: fc.record({ kind: kind("delete"), isolate }),
  "change-role": fc.record({ kind: kind("change-role"), user, role, isolate }),
  "remove-member": fc.record({ kind: kind("remove-member"), user: fc.integer({ min: 1, max: 3 }), isolate }),
  "change-settings": fc.record({ kind: kind("change-settings"), isolate }),
  "provider-logout": fc.record({ kind: kind("provider-logout"), user, isolate }),
  "enforce-sso": fc.record({ kind: kind("enforce-sso"), ends: fc.boolean(), isolate }),
  "lift-sso": fc.record({ kind: kind("lift-sso"), isolate }),
  "add-host": fc.record({ kind: kind("add-host"), isolate }),
  "remove-host": fc.record({ kind: kind("remove-host"), isolate }),
  "behind-the-back": fc.record({
    kind: kind("behind-the-back"),
    deed: fc.constantFrom(
      "suspend" as const,
      "restore" as const,
      "change-role" as const,
      "remove-member" as const,
      "change-settings" as const,
    ),
    user,
    role,
  }),
  crash: fc.record({ kind: kind("crash") }),
  evict: fc.record({ kind: kind("evict") }),
  "lose-storage": fc.record({ kind: kind("lose-storage") }),
  "back-up": fc.record({ kind: kind("back-up") }),
  "restore-storage": fc.record({ kind: kind("restore-storage") }),
  "restore-record": fc.record({ kind: kind("restore-record") }),
  cut: fc.record({ kind: kind("cut"), milliseconds: fc.integer({ min: 10, max: 8_000 }) }),
  "postgres-down": fc.record({ kind: kind("postgres-down"), milliseconds }),
  "postgres-flaky": fc.record({ kind: kind("postgres-flaky"), milliseconds }),
  "bad-weather": fc.record({
    kind: kind("bad-weather"),
    milliseconds,
    loss: fc.constantFrom(0, 0.1, 0.5),
    delay: fc.constantFrom(0, 0.2, 0.6),
  }),
  "restart-isolate": fc.record({ kind: kind("restart-isolate"), isolate }),
  "step-clock": fc.record({
    kind: kind("step-clock"),
    isolate: fc.oneof(fc.constant(null), isolate),
    milliseconds: step,
  }),
};
