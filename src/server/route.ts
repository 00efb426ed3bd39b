import type { z } from "@hono/zod-openapi";
import type { Action } from "../authorization/action.ts";
import type { Grant } from "../authorization/grant.ts";
import { readInput, type Input } from "../http/input.ts";
import type { Problem } from "../http/problem.ts";
import type { Answer, Answers, Outcome, RouteShape } from "../http/route.ts";
import type { Admission } from "../sessions/admission.ts";
import type { Visit } from "../tenancy/visit.ts";
import type { Exchange } from "./exchange.ts";

type PathParams = Readonly<Record<string, string>>;
type AnyShape = RouteShape<z.ZodType, z.ZodType, z.ZodType, Answers>;

/** For anyone at the apex, which is no tenant's: nobody is admitted there, so nothing can be changed. */
export interface ApexRoute extends AnyShape {
  readonly audience: "apex";
  readonly method: "get";
  readonly invoke: (exchange: Exchange, params: PathParams) => Promise<Problem | Answer<number, unknown>>;
}

/** For anyone at a tenant's door: sign-in, reset, invitations, public pages. A bad cookie is ignored here, not refused. */
export interface DoorRoute extends AnyShape {
  readonly audience: "door";
  readonly invoke: (exchange: Exchange, visit: Visit, params: PathParams) => Promise<Problem | Answer<number, unknown>>;
}

/** For who is signed in and may do `action`. */
export interface MemberRoute extends AnyShape {
  readonly audience: "member";
  readonly action: Action;
  readonly invoke: (
    exchange: Exchange,
    admission: Admission,
    grant: Grant,
    params: PathParams,
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
    method: "get";
    handle: (call: Input<Params, Query, Body> & { exchange: Exchange }) => Promise<Outcome<Declared>>;
  },
): ApexRoute {
  return {
    ...route,
    audience: "apex",
    async invoke(exchange, params) {
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
    handle: (call: Input<Params, Query, Body> & { exchange: Exchange; visit: Visit }) => Promise<Outcome<Declared>>;
  },
): DoorRoute {
  return {
    ...route,
    audience: "door",
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
    handle: (
      call: Input<Params, Query, Body> & { exchange: Exchange; admission: Admission; grant: Grant },
    ) => Promise<Outcome<Declared>>;
  },
): MemberRoute {
  return {
    ...route,
    audience: "member",
    async invoke(exchange, admission, grant, params) {
      const input = await readInput(route, exchange, params);
      return input.ok ? route.handle({ ...input.value, exchange, admission, grant }) : input.failure;
    },
  };
}
