import { z } from "zod";
import { faultInput } from "./cloudflare-faults.ts";
import { newHostname } from "./cloudflare-hostname.ts";
import type { KeptHostname } from "./cloudflare-hostname.ts";
import type { CloudflareZone } from "./cloudflare-zone.ts";

const word = z.string().min(1).max(100);

const states = z.strictObject({
  status: word.optional(),
  sslStatus: word.optional(),
  expiresOn: z.iso.datetime().nullable().optional(),
  verificationErrors: z.array(z.string()).optional(),
  validationErrors: z.array(z.string()).optional(),
});

const settings = z
  .strictObject({
    allocated: z.int().min(0),
    hardCap: z.int().min(0),
    requests: z.int().min(0),
    windowSeconds: z.number().positive(),
    notifications: z.boolean(),
    enveloped: z.boolean(),
  })
  .partial();

/**
 * Has the zone do what Cloudflare, or an accident, could make it do. Below `/_control`:
 *
 * - `GET /custom-hostnames`: all, as they are kept.
 * - `POST /custom-hostnames/{hostname}`: sets what the body has of `status`, `sslStatus`, `expiresOn`,
 *   `verificationErrors` and `validationErrors`, and holds the hostname there until the next PATCH of the API, or the next
 *   of these; one without anything lets it go on from where it is.
 * - `PUT /custom-hostnames/{hostname}`: registers it behind everybody's back.
 * - `DELETE /custom-hostnames/{hostname}`: takes it away, and tells nobody.
 * - `GET|POST|DELETE /faults`: what the next calls meet (`cloudflare-faults.ts`).
 * - `GET|DELETE /calls`: the calls of the API that were made, oldest first.
 * - `GET|PUT /settings`: quota, rate limit, and whether notifications are sent, and how.
 */
export async function controlAnswer(zone: CloudflareZone, request: Request, path: string): Promise<Response> {
  const hostname = /^\/custom-hostnames\/([^/]+)$/.exec(path)?.[1];
  if (hostname !== undefined) return hostnameAnswer(zone, request, decodeURIComponent(hostname).toLowerCase());
  const body: unknown = await request.json().catch(() => ({}));
  switch (`${request.method} ${path}`) {
    case "GET /custom-hostnames":
      return json([...zone.store.hostnames.values()]);
    case "GET /faults":
      return json(zone.faults.list());
    case "POST /faults": {
      const fault = faultInput.safeParse(body);
      if (!fault.success) return invalid(fault.error);
      zone.faults.add(fault.data);
      return json(fault.data, 201);
    }
    case "DELETE /faults":
      zone.faults.clear();
      return new Response(null, { status: 204 });
    case "GET /calls":
      return json(zone.calls);
    case "DELETE /calls":
      zone.calls = [];
      return new Response(null, { status: 204 });
    case "GET /settings":
      return json(zone.store.settings);
    case "PUT /settings": {
      const chosen = settings.safeParse(body);
      if (!chosen.success) return invalid(chosen.error);
      zone.store.settings = { ...zone.store.settings, ...present(chosen.data) };
      await zone.store.save();
      return json(zone.store.settings);
    }
    default:
      return missing();
  }
}

async function hostnameAnswer(zone: CloudflareZone, request: Request, hostname: string): Promise<Response> {
  const kept = zone.find(hostname);
  const now = zone.around.now();
  if (request.method === "PUT") {
    const added = kept ?? newHostname(hostname, "http", {}, now);
    zone.put(added);
    await zone.store.save();
    return json(added, kept === undefined ? 201 : 200);
  }
  if (kept === undefined) return missing();
  if (request.method === "DELETE") {
    zone.store.hostnames.delete(kept.id);
    await zone.store.save();
    return new Response(null, { status: 204 });
  }
  if (request.method !== "POST") return missing();
  const input = states.safeParse(await request.json().catch(() => ({})));
  if (!input.success) return invalid(input.error);
  const moved = held(kept, present(input.data), now);
  zone.put(moved);
  await zone.store.save();
  return json(moved);
}

function held(kept: KeptHostname, chosen: Partial<KeptHostname>, now: number): KeptHostname {
  const isHeld = Object.keys(chosen).length > 0;
  return { ...kept, ...chosen, held: isHeld, statusSince: now, sslSince: now, ...(!isHeld && { nextLookAt: now }) };
}

/** Without what was left out. */
function present<Input extends object>(input: Input): { [Key in keyof Input]: Exclude<Input[Key], undefined> } {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== undefined)) as never;
}

function json(body: unknown, status = 200): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}

function invalid(error: z.ZodError): Response {
  return json({ error: z.prettifyError(error) }, 400);
}

function missing(): Response {
  return new Response("There is nothing here.\n", { status: 404 });
}
