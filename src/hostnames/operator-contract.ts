import { z } from "@hono/zod-openapi";
import { pageOf } from "../http/page.ts";
import { tenantParams } from "../tenants/contract.ts";
import { hostname, hostnameParams } from "./contract.ts";

/** A tenant's hostname as operators see it: with what they need to look into it at Cloudflare. */
export const tenantHostname = hostname
  .extend({
    /** Its registration, null for none. */
    cloudflareId: z.string().nullable(),
    /** When its TXT record was seen: from then on the name is the tenant's. */
    provenAt: z.string().nullable(),
  })
  .openapi("TenantHostname");

export const tenantHostnamePage = pageOf(tenantHostname, "TenantHostnamePage");

export const tenantHostnameParams = z.object({ id: tenantParams.shape.id, hostnameId: hostnameParams.shape.id });
