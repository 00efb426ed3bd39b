import type { FallbackOriginGetResponse } from "cloudflare/resources/custom-hostnames/fallback-origin";
import { z } from "zod";
import { refused, succeeded } from "./cloudflare-answer.ts";
import { jsonOf } from "./cloudflare-order.ts";
import { refusals } from "./cloudflare-refusal.ts";
import type { FallbackOrigin } from "./cloudflare-store.ts";
import type { CloudflareZone } from "./cloudflare-zone.ts";

const input = z.object({ origin: z.string().min(1).max(255) });

/** Who serves what comes in for custom hostnames. Without anybody none of them becomes active. */
export async function fallbackOriginAnswer(zone: CloudflareZone, method: string, body: string): Promise<Response> {
  const { store, around } = zone;
  switch (method) {
    case "GET":
      return store.fallbackOrigin === null ? refused(refusals.notFound) : succeeded(shown(store.fallbackOrigin));
    case "PUT": {
      const asked = input.safeParse(jsonOf(body));
      if (!asked.success) return refused(refusals.notJson);
      const now = new Date(around.now()).toISOString();
      const createdAt = store.fallbackOrigin?.createdAt ?? now;
      store.fallbackOrigin = { origin: asked.data.origin, createdAt, updatedAt: now };
      await store.save();
      return succeeded(shown(store.fallbackOrigin));
    }
    case "DELETE": {
      const { fallbackOrigin } = store;
      if (fallbackOrigin === null) return refused(refusals.notFound);
      store.fallbackOrigin = null;
      await store.save();
      return succeeded({ ...shown(fallbackOrigin), status: "pending_deletion" });
    }
    default:
      return refused(refusals.wrongMethod);
  }
}

function shown({ origin, createdAt, updatedAt }: FallbackOrigin): FallbackOriginGetResponse {
  return { origin, status: "active", errors: [], created_at: createdAt, updated_at: updatedAt };
}
