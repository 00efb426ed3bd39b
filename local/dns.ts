import { join } from "node:path";
import { dnsAnswer, typeNumber } from "./dns-answer.ts";
import { normalizedName, openDnsRecords, recordInput } from "./dns-records.ts";
import type { DnsRecord } from "./dns-records.ts";
import { pageFile } from "./page-files.ts";
import type { PageFiles } from "./page-files.ts";

/** The names of the world outside: a resolver that speaks DNS over HTTPS, and a zone that everybody may edit. */
export interface LocalDns {
  fetch(request: Request): Promise<Response>;
}

/** `folder` is where the records are kept. */
export async function openDns(folder: string): Promise<LocalDns> {
  const records = await openDnsRecords(join(folder, "dns-records.json"));
  return {
    async fetch(request) {
      const url = new URL(request.url);
      const route = `${request.method === "HEAD" ? "GET" : request.method} ${url.pathname}`;
      switch (route) {
        case "GET /dns-query":
        case "GET /resolve":
          return query(records.list(), url.searchParams);
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

function query(records: readonly DnsRecord[], parameters: URLSearchParams): Response {
  const name = normalizedName(parameters.get("name") ?? "");
  const type = typeNumber(parameters.get("type") ?? "A");
  if (name === "" || type === undefined) return refused("Ask with a name and a type.");
  return Response.json(dnsAnswer(records, name, type), {
    headers: { "content-type": "application/dns-json", "cache-control": "no-store" },
  });
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
