import { z } from "@hono/zod-openapi";
import type { Problem, ProblemCode } from "./problem.ts";

/** The bodies a route may answer with, by status. `z.undefined()` stands for an empty body. */
export type Answers = Readonly<Record<number, z.ZodType>>;

/**
 * What a route declares about itself. The OpenAPI document, the parsing, the authorization and the tests of
 * every declared status are all made from this.
 */
export interface RouteShape<
  Params extends z.ZodType,
  Query extends z.ZodType,
  Body extends z.ZodType,
  Declared extends Answers,
> {
  readonly method: "get" | "post" | "patch" | "delete";
  /** In OpenAPI's notation: `/api/sessions/{id}`. */
  readonly path: `/api/${string}`;
  /** The operation id of the document, and the name of the function in the generated client. */
  readonly operation: string;
  readonly summary: string;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** What the body is written in; JSON unless a protocol says otherwise. */
  readonly bodyType?: BodyType;
  readonly answers: Declared;
  /** The problems this route itself may answer, besides those of its pipeline. */
  readonly problems: readonly ProblemCode[];
}

/** `anything`: JSON where it is any, and null instead of refusing it where it is not, or cannot be kept. */
export type BodyType = "json" | "form" | "anything";

/** A route's path as the router writes it: `/api/sessions/:id`. */
export function routerPath({ path }: { readonly path: string }): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}

/** What a handler returns: one of the declared answers, or a problem. */
export type Outcome<Declared extends Answers> =
  | Problem
  | { [Status in keyof Declared & number]: Answer<Status, z.input<Declared[Status]>> }[keyof Declared & number];

export interface Answer<Status extends number, Body> {
  readonly status: Status;
  readonly body: Body;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/** An answer of the given status and body; `headers` may repeat (Set-Cookie). */
export function answer<const Status extends number, Body>(
  status: Status,
  body: Body,
  headers: Answer<Status, Body>["headers"] = [],
): Answer<Status, Body> {
  return { status, body, headers };
}

/** The inputs of a route that has none. Strict: an unknown field is refused, not ignored. */
export const nothing = z.strictObject({});

/** A query without parameters. Lenient, because links get decorated by mail clients and trackers. */
export const anyQuery = z.object({});
