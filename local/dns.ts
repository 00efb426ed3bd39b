import { join } from "node:path";
import { dnsAnswer, typeNumber } from "./dns-answer.ts";
import { DnsFaults, faultInput, faultyBody } from "./dns-faults.ts";
import type { Resolver } from "./dns-faults.ts";
import { normalizedName, openDnsRecords, recordInput } from "./dns-records.ts";
import type { DnsRecord } from "./dns-records.ts";
import { pageFile } from "./page-files.ts";
import type { PageFiles } from "./page-files.ts";

/** The names of the world outside: two resolvers that speak DNS over HTTPS, and a zone that everybody may edit. */
export interface LocalDns {
  fetch(request: Request): Promise<Response>;
  /** The zone itself, whatever the resolvers say. */
  records(): readonly DnsRecord[];
}

/**
 * @param folder where the records are kept
 * @param bareNames names that exist without anybody's setting records for them
 */
export async function openDns(folder: string, bareNames: readonly string[] = []): Promise<LocalDns> {
  const records = await openDnsRecords(join(folder, "dns-records.json"));
  const faults = new DnsFaults();
  const query = async (parameters: URLSearchParams, resolver: Resolver): Promise<Response> => {
    const name = normalizedName(parameters.get("name") ?? "");
    const type = typeNumber(parameters.get("type") ?? "A");
    if (name === "" || type === undefined) return refused("Ask with a name and a type.");
    const answer = dnsAnswer(records.list(), bareNames, name, type);
    const fault = faults.find(name, type, resolver);
    return new Response(fault === undefined ? JSON.stringify(answer) : await faultyBody(fault, answer, name, type), {
      headers: { "content-type": "application/dns-json", "cache-control": "no-store" },
    });
  };
  return {
    records: () => records.list(),
    async fetch(request) {
      const url = new URL(request.url);
      const route = `${request.method === "HEAD" ? "GET" : request.method} ${url.pathname}`;
      switch (route) {
        case "GET /dns-query":
          return query(url.searchParams, "dns-query");
        case "GET /resolve":
          return query(url.searchParams, "resolve");
        case "GET /api/faults":
          return Response.json(faults.list(), { headers: { "cache-control": "no-store" } });
        case "PUT /api/faults": {
          const input = faultInput.safeParse(await request.json().catch(() => null));
          if (!input.success) return refused(input.error.issues[0]?.message ?? "That is not a fault.");
          faults.put(input.data);
          return Response.json(input.data);
        }
        case "DELETE /api/faults":
          faults.clear();
          return new Response(null, { status: 204 });
        case "GET /api/records":
          return Response.json(records.list().map(shown), { headers: { "cache-control": "no-store" } });
        case "PUT /api/records": {
          const input = recordInput.safeParse(await request.json().catch(() => null));
          if (!input.success) return refused(input.error.issues[0]?.message ?? "That is not a record.");
          await records.set(input.data);
          return Response.json(shown(input.data));
        }
        case "DELETE /api/records": {
          const name = url.searchParams.get("name") ?? "";
          const input = recordInput.safeParse({ name, type: url.searchParams.get("type"), value: [] });
          if (!input.success) return refused(input.error.issues[0]?.message ?? "That is not a record.");
          await records.set(input.data);
          return new Response(null, { status: 204 });
        }
        default:
          return (route.startsWith("GET ") ? await pageFile(files, url.pathname) : null) ?? notFound();
      }
    },
  };
}

function shown({ name, type, values }: DnsRecord): { name: string; type: string; value: readonly string[] } {
  return { name, type, value: values };
}

function refused(error: string): Response {
  return Response.json({ error }, { status: 400 });
}

const files: PageFiles = {
  "/": ["dns.html", "text/html"],
  "/dns.js": ["dns.js", "text/javascript"],
  "/dns.css": ["dns.css", "text/css"],
  "/page.css": ["page.css", "text/css"],
};

function notFound(): Response {
  return new Response("There is nothing here.\n", { status: 404 });
}
