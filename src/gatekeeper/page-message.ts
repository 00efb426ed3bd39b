import { z } from "zod";
import type { EditedDocument, PageMessage } from "./contract.ts";

const schema = z.strictObject({
  type: z.literal("editing"),
  document: z.union([
    z.literal(["settings", "sso-enforcement"]),
    z.templateLiteral(["sso:", z.string().regex(/^sso_[0-9a-z]{24}$/)]),
    z.null(),
  ]) satisfies z.ZodType<EditedDocument | null>,
});

/** What a page has said; null for anything that no page of ours says. */
export function readPageMessage(data: string | ArrayBuffer): PageMessage | null {
  if (typeof data !== "string") return null;
  let message: unknown;
  try {
    message = JSON.parse(data);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(message);
  return parsed.success ? parsed.data : null;
}
