import { z } from "@hono/zod-openapi";

/** What anyone may know of a tenant: enough to draw its sign-in page. */
export const currentTenant = z
  .object({
    organizationId: z.string(),
    slug: z.string(),
    enforceSSO: z.boolean(),
    providers: z.array(z.object({ providerId: z.string(), label: z.string() })),
    branding: z.object({
      logoUrl: z.string().optional(),
      primaryColor: z.string().optional(),
      appName: z.string(),
    }),
  })
  .openapi("CurrentTenant");
