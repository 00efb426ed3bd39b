import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { composeMail } from "./mail-message.ts";
import type { MailMessage } from "./mail-message.ts";
import { openMailStore } from "./mail-store.ts";
import { pageFile } from "./page-files.ts";
import type { PageFiles } from "./page-files.ts";

/** The inbox of everybody: what would have been e-mailed. */
export interface LocalMail {
  /** Newest first. */
  list(to?: string): readonly MailMessage[];
  clear(): Promise<void>;
  /** Takes a message from the Worker that stands in for the `send_email` binding. */
  deliver(message: unknown, allowedSenders: readonly string[]): Promise<Response>;
  /** The inbox's pages and JSON. */
  fetch(request: Request): Promise<Response>;
}

/** `folder` is where the messages are kept. */
export async function openMail(folder: string): Promise<LocalMail> {
  const store = await openMailStore(join(folder, "mail.jsonl"));
  return {
    list: (to) => store.list(to),
    clear: () => store.clear(),
    async deliver(message, allowedSenders) {
      const composed = composeMail(message, allowedSenders, new Date(), () => `msg_${randomBytes(12).toString("hex")}`);
      if (!composed.ok) return Response.json(composed.failure, { status: 400 });
      await store.add(composed.value);
      return Response.json({ messageId: `<${composed.value[0]?.id}@mail.localhost>` });
    },
    async fetch(request) {
      const url = new URL(request.url);
      const message = /^\/messages\/([^/]+)\/html$/.exec(url.pathname)?.[1];
      if (url.pathname === "/api/messages" && request.method === "DELETE") {
        await store.clear();
        return new Response(null, { status: 204 });
      }
      if (request.method !== "GET" && request.method !== "HEAD") return notFound();
      if (url.pathname === "/api/messages") return messages(store.list(url.searchParams.get("to") ?? undefined));
      if (message !== undefined) return messageHtml(store.find(message));
      return (await pageFile(files, url.pathname)) ?? notFound();
    },
  };
}

function messages(list: readonly MailMessage[]): Response {
  const shown = list.map(({ id, to, from, subject, text, html, sentAt }) => ({
    id,
    to,
    from,
    subject,
    text,
    html,
    sentAt,
  }));
  return Response.json(shown, { headers: { "cache-control": "no-store" } });
}

/** A message is somebody else's HTML: it gets an origin of its own, no scripts, and nothing from the network. */
function messageHtml(message: MailMessage | undefined): Response {
  if (message === undefined || message.html === "") return notFound();
  return new Response(
    `<!doctype html><base target="_blank"><meta name="referrer" content="no-referrer">\n${message.html}`,
    {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-security-policy":
          "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'",
        "x-content-type-options": "nosniff",
        "referrer-policy": "no-referrer",
      },
    },
  );
}

const files: PageFiles = {
  "/": ["inbox.html", "text/html"],
  "/inbox.js": ["inbox.js", "text/javascript"],
  "/inbox.css": ["inbox.css", "text/css"],
  "/page.css": ["page.css", "text/css"],
};

function notFound(): Response {
  return new Response("There is nothing here.\n", { status: 404 });
}
