import type { z } from "@hono/zod-openapi";
import { readInput, type Input } from "../http/input.ts";
import type { Problem } from "../http/problem.ts";
import type { Answer, Answers, Outcome, RouteShape } from "../http/route.ts";
import type { OperatorGrant } from "../operators/grant.ts";
import type { OperatorAction } from "../operators/role.ts";
import type { Exchange } from "./exchange.ts";

type PathParams = Readonly<Record<string, string>>;

/** The grant this request would get if it came now, null for none: for answers that take long. */
type AskAgain = () => Promise<OperatorGrant | null>;

/** For operators whose role has `action`. */
export interface OperatorRoute extends RouteShape<z.ZodType, z.ZodType, z.ZodType, Answers> {
  readonly action: OperatorAction;
  readonly invoke: (
    exchange: Exchange,
    grant: OperatorGrant,
    params: PathParams,
    askAgain: AskAgain,
  ) => Promise<Problem | Answer<number, unknown>>;
}

export function operatorRoute<
  const Action extends OperatorAction,
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Answers,
>(
  route: RouteShape<Params, Query, Body, Declared> & {
    action: Action;
    handle: (
      call: Input<Params, Query, Body> & {
        exchange: Exchange;
        grant: OperatorGrant<Action>;
        askAgain: AskAgain;
      },
    ) => Promise<Outcome<Declared>>;
  },
): OperatorRoute {
  return {
    ...route,
    async invoke(exchange, grant, params, askAgain) {
      if (!isGrantOf(grant, route.action))
        throw new Error(`${route.operation} was called with a grant of ${grant.action}`);
      const input = await readInput(route, exchange, params);
      return input.ok ? route.handle({ ...input.value, exchange, grant, askAgain }) : input.failure;
    },
  };
}

function isGrantOf<Action extends OperatorAction>(
  grant: OperatorGrant,
  action: Action,
): grant is OperatorGrant<Action> {
  return grant.action === action;
}
