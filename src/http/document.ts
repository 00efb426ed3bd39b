import { OpenAPIHono, z } from "@hono/zod-openapi";
import { problemCodes, problemSchema, type ProblemCode } from "./problem.ts";
import type { Answers, RouteShape } from "./route.ts";
import { streamedTypes } from "./stream.ts";

type AnyRoute = RouteShape<z.ZodType, z.ZodType, z.ZodType, Answers>;

/** The OpenAPI 3.1 document of a table of routes, made from what the routes themselves parse and answer with. */
export function openApiDocument(title: string, routes: readonly AnyRoute[], common: readonly ProblemCode[]): object {
  const api = new OpenAPIHono();
  for (const route of routes) api.openAPIRegistry.registerPath(pathOf(route, common));
  return api.getOpenAPI31Document({ openapi: "3.1.0", info: { title, version: "1" } });
}

function pathOf(route: AnyRoute, common: readonly ProblemCode[]) {
  const hasBody =
    route.method !== "get" && !(route.body instanceof z.ZodObject && Object.keys(route.body.shape).length === 0);
  return {
    method: route.method,
    path: route.path,
    operationId: route.operation,
    summary: route.summary,
    request: {
      ...(isEmptyObject(route.params) ? {} : { params: route.params as z.ZodObject }),
      ...(isEmptyObject(route.query) ? {} : { query: route.query as z.ZodObject }),
      ...(hasBody ? { body: { required: true, content: { "application/json": { schema: route.body } } } } : {}),
    },
    responses: { ...answersOf(route), ...problemsOf([...route.problems, ...common]) },
  };
}

function answersOf(route: AnyRoute) {
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, schema]) => [
      status,
      schema instanceof z.ZodUndefined ? { description: "Done" } : { description: "Done", content: contentOf(schema) },
    ]),
  );
}

function contentOf(schema: z.ZodType) {
  const types = streamedTypes(schema);
  if (types === null) return { "application/json": { schema } };
  return Object.fromEntries(types.map((type) => [type, { schema: z.string() }]));
}

function problemsOf(codes: readonly ProblemCode[]) {
  const byStatus = Map.groupBy(new Set(codes), (code) => problemCodes[code][0]);
  return Object.fromEntries(
    [...byStatus].map(([status, same]) => [
      status,
      { description: same.join(", "), content: { "application/problem+json": { schema: problemSchema } } },
    ]),
  );
}

function isEmptyObject(schema: z.ZodType): boolean {
  return schema instanceof z.ZodObject && Object.keys(schema.shape).length === 0;
}
