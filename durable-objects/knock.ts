import { z } from "zod";

/** What the server tells a gatekeeper about a page that wants a live connection, in a header only it can set. */
export const knockHeader = "x-gatehouse-knock";

export const knock = z
  .string()
  .transform((text, context): unknown => {
    try {
      return JSON.parse(text);
    } catch {
      context.addIssue({ code: "custom", message: "must be JSON" });
      return z.NEVER;
    }
  })
  .pipe(z.object({ organizationId: z.string(), host: z.string(), tokenHash: z.string() }));

export type Knock = z.output<typeof knock>;
