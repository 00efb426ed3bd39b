import { z } from "zod";
import { idpEndpoints, idpFaults } from "./idp-faults.ts";
import type { IdpRealm } from "./idp-realm.ts";

const behaviour = z
  .strictObject({
    fault: z.enum(idpFaults).nullable(),
    endpoints: z.array(z.enum(idpEndpoints)).nullable(),
    delaySeconds: z.number().min(0).max(600),
    claims: z.record(z.string(), z.unknown()),
  })
  .partial();

const client = z.strictObject({ clientSecret: z.string().min(1), backchannelLogoutUri: z.url() }).partial();

const person = z.strictObject({ email: z.string() });

const token = z.strictObject({ header: z.looseObject({ alg: z.string() }), claims: z.record(z.string(), z.unknown()) });

/** Has a realm do what a real provider's administrator, or an attacker, could make it do. `path` is below the realm's. */
export async function controlAnswer(realm: IdpRealm, request: Request, path: string): Promise<Response> {
  const body: unknown = await request.json().catch(() => ({}));
  const clientId = /^\/clients\/([^/]+)$/.exec(path)?.[1];
  switch (`${request.method} ${clientId === undefined ? path : "/clients"}`) {
    case "PUT ": {
      const input = behaviour.safeParse(body);
      if (!input.success) return refused(input.error);
      const { fault = null, endpoints = null, delaySeconds = 60, claims = {} } = input.data;
      realm.behaviour = { fault, endpoints, delaySeconds, claims };
      return Response.json(realm.behaviour);
    }
    case "PUT /clients": {
      const input = client.safeParse(body);
      if (!input.success) return refused(input.error);
      realm.clients.set(decodeURIComponent(clientId as string), input.data);
      return new Response(null, { status: 204 });
    }
    case "POST /logout": {
      const input = person.safeParse(body);
      if (!input.success) return refused(input.error);
      return Response.json({ deliveries: await realm.logout(input.data.email) });
    }
    case "POST /rotate-keys":
      await realm.rotateKeys();
      return new Response(null, { status: 204 });
    case "POST /sign": {
      const input = token.safeParse(body);
      if (!input.success) return refused(input.error);
      const { header, claims } = input.data;
      return Response.json({ token: await realm.sign(header, claims) });
    }
    default:
      return new Response("There is nothing here.\n", { status: 404 });
  }
}

function refused(error: z.ZodError): Response {
  return Response.json({ error: z.prettifyError(error) }, { status: 400 });
}
