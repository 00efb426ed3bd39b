import type { z } from "@hono/zod-openapi";
import { failure, success, type Result } from "../result/result.ts";
import { Problem, type FieldError } from "./problem.ts";
import type { BodyType } from "./route.ts";

const maximumBytes = 64 * 1024;

const mediaTypes: Readonly<Record<Exclude<BodyType, "anything">, string>> = {
  json: "application/json",
  form: "application/x-www-form-urlencoded",
};

/**
 * Reads a JSON body of at most 64 KiB (counted while reading: Content-Length may lie) and parses it. A missing
 * body reads as `{}`, so that acts without fields may be sent without one. Unknown fields are the schema's to
 * refuse: every body schema is a strict object.
 *
 * @param received the body, where it was received before
 * @param type a form's fields are texts, each of them once
 */
export async function readBody<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  received: Promise<string | null> = receiveBody(request),
  type: BodyType = "json",
): Promise<Result<z.output<Schema>, Problem>> {
  const text = await received;
  if (type === "anything") return parseWith(schema, readAnything(text));
  if (text === null) return failure(new Problem("BODY_TOO_LARGE"));
  if (text === "") return parseWith(schema, {});
  const mediaType = (request.headers.get("content-type") ?? "").split(";")[0]?.trim().toLowerCase();
  if (mediaType !== mediaTypes[type]) return failure(new Problem("UNSUPPORTED_MEDIA_TYPE"));
  if (type === "form") return readForm(text, schema);
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return failure(new Problem("INVALID_REQUEST", { detail: "The body is not valid JSON." }));
  }
  return parseWith(schema, json);
}

function readAnything(text: string | null): unknown {
  try {
    const json: unknown = JSON.parse(text ?? "");
    return isStorable(json) ? json : null;
  } catch {
    return null;
  }
}

function readForm<Schema extends z.ZodType>(text: string, schema: Schema): Result<z.output<Schema>, Problem> {
  const fields = [...new URLSearchParams(text)];
  const values = new Map(fields);
  // Of two values of one field, whoever reads next might take the other.
  if (values.size < fields.length)
    return failure(new Problem("INVALID_REQUEST", { detail: "A field is there twice." }));
  return parseWith(schema, Object.fromEntries(values));
}

/** Parses a value; a mismatch becomes a problem that names each field. */
export function parseWith<Schema extends z.ZodType>(schema: Schema, value: unknown): Result<z.output<Schema>, Problem> {
  if (!isStorable(value))
    return failure(
      new Problem("INVALID_REQUEST", {
        detail: "The request is nested too deeply, or holds characters that cannot be stored.",
      }),
    );
  const parsed = schema.safeParse(value);
  if (parsed.success) return success(parsed.data);
  const errors: FieldError[] = parsed.error.issues.map((issue) => ({
    path: issue.path.join("."),
    message: issue.code === "unrecognized_keys" ? unknownFields(issue.keys) : issue.message,
  }));
  return failure(new Problem("INVALID_REQUEST", { extensions: { errors } }));
}

/** What is no name of a field may be a value that ended up in the wrong place: it is not said back. */
function unknownFields(names: readonly string[]): string {
  const fields = names.filter((name) => /^[A-Za-z]\w{0,39}$/.test(name));
  return fields.length === names.length ? `does not take: ${fields.join(", ")}` : "takes no other fields";
}

/**
 * Postgres stores neither U+0000 nor, in JSON, half a surrogate pair: it would answer with an error. Nesting is
 * limited, because a deep body would end this in a stack overflow.
 */
function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === "string") return !value.includes("\0") && value.isWellFormed();
  if (typeof value !== "object" || value === null) return true;
  return depth < 32 && Object.values(value).every((inner) => isStorable(inner, depth + 1));
}

/** The whole body as text, null when it is too large. It can be received once. */
export async function receiveBody(request: Request): Promise<string | null> {
  if (request.body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for await (const chunk of request.body) {
    bytes += chunk.byteLength;
    if (bytes > maximumBytes) return null;
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
