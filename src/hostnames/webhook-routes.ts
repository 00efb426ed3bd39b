import { z } from "@hono/zod-openapi";
import { Problem } from "../http/problem.ts";
import { anyQuery, answer, nothing } from "../http/route.ts";
import type { Exchange } from "../server/exchange.ts";
import { apexRoute } from "../server/route.ts";
import { findHeldNames, requestCheck } from "./held.ts";
import { Replays } from "./replays.ts";
import { hostnameTold, isOurSecret, webhookHeader } from "./webhook.ts";

/** Whatever Cloudflare has to say: what of it matters is looked for. One that is not understood is no fault to try again. */
const notification = z.unknown().openapi("CloudflareNotification");
const heard = z.object({ received: z.literal(true) }).openapi("CloudflareNotificationReceived");

export const hostnameWebhookRoutes = [
  apexRoute({
    method: "post",
    path: "/api/webhooks/cloudflare",
    operation: "hearCloudflare",
    summary: "Cloudflare tells that something has happened to a hostname; answers the same whether or not it is known",
    params: nothing,
    query: anyQuery,
    body: notification,
    bodyType: "anything",
    isCalledByServers: true,
    answers: { 200: heard },
    problems: ["NOT_FOUND", "WEBHOOK_REFUSED"],
    recognize({ request, config }) {
      const isOurs = isOurSecret(request.headers.get(webhookHeader), config.cloudflareWebhookSecret.reveal());
      return isOurs ? null : new Problem("WEBHOOK_REFUSED");
    },
    async handle({ exchange, body }) {
      const hostname = hostnameTold(body);
      if (hostname !== null) await replays.once(body, () => passOn(exchange, hostname));
      return answer(200, { received: true } as const);
    },
  }),
];

const replays = new Replays(Date.now);

/** A hint, for whoever holds the name: they look for themselves. */
async function passOn(exchange: Exchange, hostname: string): Promise<void> {
  for (const held of await findHeldNames(exchange.controlDb(), [hostname])) {
    await requestCheck(exchange.holderDb(held), held.hostnameId);
    exchange.wake(held, []);
  }
}
