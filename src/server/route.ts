import type { z } from "@hono/zod-openapi";
import type { ApexCaller, Caller, Guard } from "../attempts/guard.ts";
import type { AttemptLimit } from "../attempts/limits.ts";
import type { Action } from "../authorization/action.ts";
import type { Grant } from "../authorization/grant.ts";
import { readInput, type Input } from "../http/input.ts";
import type { Problem } from "../http/problem.ts";
import type { Answer, Answers, Outcome, RouteShape } from "../http/route.ts";
import type { Admission } from "../sessions/admission.ts";
import type { Visit } from "../tenancy/visit.ts";
import type { Exchange } from "./exchange.ts";
import type { RefusalPage } from "./refusal-page.ts";

type PathParams = Readonly<Record<string, string>>;
type AnyShape = RouteShape<z.ZodType, z.ZodType, z.ZodType, Answers>;

/** For anyone at the apex, which is no tenant's: nobody is admitted there, so nothing of a tenant's can be changed. */
export interface ApexRoute extends AnyShape {
  readonly audience: "apex";
  /** Called by other servers, without Origin: see {@link DoorRoute.isCalledByServers}. */
  readonly isCalledByServers?: true;
  readonly guard: RouteGuard<ApexCaller>;
  readonly invoke: (exchange: Exchange, params: PathParams) => Promise<Problem | Answer<number, unknown>>;
}

/** A guard that parses what it counts by; nothing is counted of what cannot be parsed, and will be refused for it. */
interface RouteGuard<Who> {
  readonly limits: (exchange: Exchange, params: PathParams, who: Who) => Promise<readonly AttemptLimit[]>;
  readonly counts: Guard<never, never>["counts"];
  readonly crowd?: Guard<never, never>["crowd"];
}

/** For anyone at a tenant's door: sign-in, reset, invitations, public pages. A bad cookie is ignored here, not refused. */
export interface DoorRoute extends AnyShape {
  readonly audience: "door";
  /** Called by other servers, without Origin: what it acts on has to prove itself, and no cookie means anything to it. */
  readonly isCalledByServers?: true;
  /** Browsers come here by themselves: where they are led when they are refused. */
  readonly refusalPage?: RefusalPage;
  readonly guard: RouteGuard<Caller>;
  readonly invoke: (exchange: Exchange, visit: Visit, params: PathParams) => Promise<Problem | Answer<number, unknown>>;
}

/** Whether the request that is being answered would be admitted, and allowed, if it came now: for answers that take long. */
type AskAgain = () => Promise<boolean>;

/** For who is signed in and may do `action`. */
export interface MemberRoute extends AnyShape {
  readonly audience: "member";
  readonly action: Action;
  readonly guard: RouteGuard<{ readonly userId: string }>;
  readonly invoke: (
    exchange: Exchange,
    admission: Admission,
    grant: Grant,
    params: PathParams,
    isStillAllowed: AskAgain,
  ) => Promise<Problem | Answer<number, unknown>>;
}

export type ServerRoute = ApexRoute | DoorRoute | MemberRoute;

export function apexRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Answers,
>(
  route: RouteShape<Params, Query, Body, Declared> & {
    isCalledByServers?: true;
    /** Judges who calls, before anything that they send is read. */
    recognize?: (exchange: Exchange) => Problem | null;
    guard?: Guard<Input<Params, Query, Body>, ApexCaller>;
    handle: (call: Input<Params, Query, Body> & { exchange: Exchange }) => Promise<Outcome<Declared>>;
  },
): ApexRoute {
  return {
    ...route,
    audience: "apex",
    guard: routeGuard(route, route.guard),
    async invoke(exchange, params) {
      const refused = route.recognize?.(exchange) ?? null;
      if (refused !== null) return refused;
      const input = await readInput(route, exchange, params);
      return input.ok ? route.handle({ ...input.value, exchange }) : input.failure;
    },
  };
}

export function doorRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Answers,
>(
  route: RouteShape<Params, Query, Body, Declared> & {
    isCalledByServers?: true;
    refusalPage?: RefusalPage;
    guard?: Guard<Input<Params, Query, Body>, Caller>;
    handle: (call: Input<Params, Query, Body> & { exchange: Exchange; visit: Visit }) => Promise<Outcome<Declared>>;
  },
): DoorRoute {
  return {
    ...route,
    audience: "door",
    guard: routeGuard(route, route.guard),
    async invoke(exchange, visit, params) {
      const input = await readInput(route, exchange, params);
      return input.ok ? route.handle({ ...input.value, exchange, visit }) : input.failure;
    },
  };
}

export function memberRoute<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Answers,
>(
  route: RouteShape<Params, Query, Body, Declared> & {
    action: Action;
    guard?: Guard<Input<Params, Query, Body>, { readonly userId: string }>;
    handle: (
      call: Input<Params, Query, Body> & {
        exchange: Exchange;
        admission: Admission;
        grant: Grant;
        isStillAllowed: AskAgain;
      },
    ) => Promise<Outcome<Declared>>;
  },
): MemberRoute {
  return {
    ...route,
    audience: "member",
    guard: routeGuard(route, route.guard),
    async invoke(exchange, admission, grant, params, isStillAllowed) {
      const input = await readInput(route, exchange, params);
      return input.ok ? route.handle({ ...input.value, exchange, admission, grant, isStillAllowed }) : input.failure;
    },
  };
}

function routeGuard<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Answers,
  Who,
>(
  route: RouteShape<Params, Query, Body, Declared>,
  guard: Guard<Input<Params, Query, Body>, Who> | undefined,
): RouteGuard<Who> {
  if (guard === undefined) return unguarded;
  return {
    async limits(exchange, params, who) {
      const input = await readInput(route, exchange, params);
      return input.ok ? guard.limits(input.value, who) : [];
    },
    counts: (outcome) => guard.counts(outcome),
    ...(guard.crowd === undefined ? {} : { crowd: guard.crowd }),
  };
}

const unguarded: RouteGuard<unknown> = { limits: async () => [], counts: () => false };
