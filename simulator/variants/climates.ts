import type { Climate } from "../script-arbitrary.ts";

/** Busy isolates on lease, revocations all the time, clocks that step, and objects that die. */
export const busy: Climate = {
  leases: ["always"],
  drift: [0],
  weights: {
    "sign-in": 6,
    request: 14,
    "end-own-session": 3,
    "end-user": 3,
    "end-all": 1,
    crash: 1,
    evict: 1,
    "step-clock": 2,
  },
  scenes: { least: 10, most: 50 },
};

/** Answers that take their time, while everything is taken away again and again. */
export const sluggish: Climate = {
  leases: ["always"],
  drift: [0],
  weights: { "sign-in": 5, request: 10, "end-all": 3, "bad-weather": 4 },
  scenes: { least: 10, most: 50 },
};

/** Isolates on lease, with the slowest clocks that a gatekeeper with the fastest must reckon with. */
export const drifting: Climate = {
  leases: ["always"],
  drift: [0.04],
  weights: { "sign-in": 3, request: 14, "end-all": 1 },
  scenes: { least: 10, most: 50 },
};

/** Objects that die just after they have granted their first lease. */
export const shortLived: Climate = {
  leases: ["always"],
  drift: [0],
  weights: { "sign-in": 4, request: 10, "end-user": 4, "end-all": 2, crash: 10 },
  scenes: { least: 10, most: 50 },
};

/** Objects that die while something is taken away, and clocks that step. */
export const deadly: Climate = {
  leases: ["never"],
  drift: [0],
  weights: { "sign-in": 6, request: 12, "end-user": 3, "end-all": 3, crash: 4, "step-clock": 2 },
  scenes: { least: 10, most: 50 },
};

/** A network that is cut in two, with an object on either side. */
export const torn: Climate = {
  leases: ["never"],
  drift: [0],
  weights: { "sign-in": 4, request: 14, "end-user": 4, "end-all": 1, cut: 6 },
  scenes: { least: 10, most: 50 },
};

/** Storage that is lost while Postgres has not heard the latest, and sign-ins of two steps. */
export const forgetful: Climate = {
  leases: ["never"],
  drift: [0],
  weights: {
    "sign-in": 8,
    request: 8,
    "end-user": 4,
    "end-all": 2,
    "lose-storage": 5,
    "postgres-down": 1,
    "postgres-flaky": 4,
  },
  scenes: { least: 10, most: 50 },
};

/** Changes that die with their object on the way, and are tried again. */
export const deadlyChanges: Climate = {
  leases: ["never"],
  drift: [0],
  weights: { "sign-in": 6, request: 8, suspend: 6, restore: 3, "remove-member": 1, crash: 4 },
  scenes: { least: 10, most: 50 },
};

/** Changes that Postgres does not answer, and that are tried again. */
export const unansweredChanges: Climate = {
  leases: ["never"],
  drift: [0],
  weights: { "sign-in": 6, request: 8, "end-user": 1, suspend: 6, restore: 2, "remove-member": 1, "postgres-flaky": 3 },
  scenes: { least: 10, most: 50 },
};

/** Providers that sign people out while they sign in, and passwords that come and go as a way in. */
export const singleSignOn: Climate = {
  leases: ["never", "always"],
  drift: [0],
  weights: { "sign-in": 8, request: 8, "provider-logout": 4, "enforce-sso": 2, "lift-sso": 2, evict: 0.5 },
  scenes: { least: 10, most: 50 },
};

/** The same where nobody hears what became of a change. */
export const unansweredEnforcement: Climate = {
  leases: ["never"],
  drift: [0],
  weights: { "sign-in": 8, request: 4, "enforce-sso": 3, "lift-sso": 2, "postgres-flaky": 3, "postgres-down": 1 },
  scenes: { least: 10, most: 50 },
};

/** A host of the organization's own that comes and goes while people are signing in there, and little else. */
export const comingAndGoing: Climate = {
  leases: ["never", "always"],
  drift: [0],
  weights: {
    "sign-in-elsewhere": 8,
    "sign-in": 1,
    request: 10,
    "add-host": 4,
    "remove-host": 4,
    "postgres-flaky": 0.5,
    "bad-weather": 0.3,
  },
  scenes: { least: 5, most: 40 },
};
