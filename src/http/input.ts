import type { z } from "@hono/zod-openapi";
import { parseWith, readBody } from "./body.ts";
import type { Problem } from "./problem.ts";
import type { Answers, RouteShape } from "./route.ts";
import { success, type Result } from "../result/result.ts";

export interface Input<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly params: z.output<Params>;
  readonly query: z.output<Query>;
  readonly body: z.output<Body>;
}

/** Whoever holds a request and receives its body, once however often it is asked for. */
export interface Receiver {
  readonly request: Request;
  receivedBody(): Promise<string | null>;
}

/** Parses what came with a request by what its route declares. */
export async function readInput<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Answers,
>(
  route: RouteShape<Params, Query, Body, Declared>,
  receiver: Receiver,
  pathParams: Readonly<Record<string, string>>,
): Promise<Result<Input<Params, Query, Body>, Problem>> {
  const params = parseWith(route.params, pathParams);
  if (!params.ok) return params;
  const query = parseWith(route.query, queryOf(receiver.request.url));
  if (!query.ok) return query;
  const body =
    route.method === "get"
      ? parseWith(route.body, {})
      : await readBody(receiver.request, route.body, receiver.receivedBody(), route.bodyType);
  if (!body.ok) return body;
  return success({ params: params.value, query: query.value, body: body.value });
}

function queryOf(url: string): Readonly<Record<string, string>> {
  const start = url.indexOf("?");
  return start === -1 ? {} : Object.fromEntries(new URLSearchParams(url.slice(start)));
}
