import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openAccessKeys } from "./access-keys.ts";
import { accessPage } from "./access-page.ts";
import { accessSessionSeconds, mintAccessToken, verifyAccessToken } from "./access-token.ts";
import type { AccessApplication, AccessIdentity } from "./access-token.ts";
import { returnPath } from "./return-path.ts";

/** Cloudflare Access, as far as the admin host can see it. */
export interface LocalAccess {
  /** Requests below `/cdn-cgi/access/`. */
  fetch(request: Request): Promise<Response>;
  /** Lets a request through, with the token to forward, or says what to answer instead. */
  guard(request: Request): Promise<{ readonly token: string } | { readonly refusal: Response }>;
  /** The key set that Workers fetch from the team domain. */
  certificates(): Response;
  /** Any assertion, right or wrong: see `mintAccessToken`. Never for anything but tests. */
  mint(email: string, overrides?: Readonly<Record<string, unknown>>): Promise<string>;
  rotateKeys(): Promise<void>;
}

const cookieName = "CF_Authorization";

/**
 * @param folder where the keys are kept
 * @param operators whom the sign-in page offers
 */
export async function openAccess(
  folder: string,
  application: AccessApplication,
  operators: readonly string[],
): Promise<LocalAccess> {
  const keys = await openAccessKeys(join(folder, "access-keys.json"));
  const mint: LocalAccess["mint"] = (email, overrides) =>
    mintAccessToken(keys, application, email, new Date(), overrides);
  const identify = async (request: Request): Promise<{ token: string; identity: AccessIdentity } | null> => {
    const token = cookieOf(request);
    if (token === undefined) return null;
    const verified = await verifyAccessToken(keys, application, token, new Date());
    return verified.ok ? { token, identity: verified.value } : null;
  };
  const certificates = (): Response => Response.json(keys.published());
  const signIn = async (request: Request): Promise<Response> => {
    const url = new URL(request.url);
    const origin = request.headers.get("origin");
    // Another page must not decide who one is here.
    if (origin !== null && origin !== url.origin)
      return new Response("This comes from another site.\n", { status: 403 });
    const scripted = !(request.headers.get("content-type") ?? "").startsWith("application/x-www-form-urlencoded");
    const { email, redirect } = await readSignIn(request, scripted);
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      const problem = "That is not an e-mail address.";
      return scripted
        ? Response.json({ error: problem }, { status: 400 })
        : page(accessPage(operators, returnPath(redirect), problem), 400);
    }
    const cookie = `${cookieName}=${await mint(email)}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${accessSessionSeconds}`;
    return scripted
      ? Response.json({ email }, { headers: { "set-cookie": cookie } })
      : redirectTo(returnPath(redirect), cookie);
  };

  return {
    certificates,
    mint,
    rotateKeys: () => keys.rotate(),
    async fetch(request) {
      const url = new URL(request.url);
      const route = `${request.method === "HEAD" ? "GET" : request.method} ${url.pathname.slice("/cdn-cgi/access/".length)}`;
      switch (route) {
        case "GET login":
          return page(accessPage(operators, returnPath(url.searchParams.get("redirect"))));
        case "POST sign-in":
          return signIn(request);
        case "GET certs":
          return certificates();
        case "GET get-identity": {
          const visitor = await identify(request);
          return visitor === null
            ? Response.json({ err: "no app token set" }, { status: 401 })
            : Response.json(identityDocument(visitor.identity));
        }
        case "GET logout":
          return redirectTo("/cdn-cgi/access/login", `${cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
        case "GET page.css":
        case "GET sign-in.css":
          return stylesheet(route.slice("GET ".length));
        default:
          return new Response("There is nothing here.\n", { status: 404 });
      }
    },
    async guard(request) {
      const visitor = await identify(request);
      if (visitor !== null) return { token: visitor.token };
      if (!isNavigation(request)) return { refusal: new Response("Sign in at Access first.\n", { status: 401 }) };
      const url = new URL(request.url);
      const path = encodeURIComponent(url.pathname + url.search);
      return { refusal: redirectTo(`/cdn-cgi/access/login?redirect=${path}`) };
    },
  };
}

/** Whether a browser is about to show the answer as a page. */
function isNavigation(request: Request): boolean {
  if (request.method !== "GET" || request.headers.has("upgrade")) return false;
  const mode = request.headers.get("sec-fetch-mode");
  return mode === null ? (request.headers.get("accept") ?? "").includes("text/html") : mode === "navigate";
}

async function readSignIn(request: Request, scripted: boolean): Promise<{ email: string; redirect: string | null }> {
  const content: Promise<unknown> = scripted ? request.json() : request.formData().then(Object.fromEntries);
  const { email, redirect } = ((await content.catch(() => null)) ?? {}) as Record<string, unknown>;
  return {
    email: typeof email === "string" ? email.trim().toLowerCase() : "",
    redirect: typeof redirect === "string" ? redirect : null,
  };
}

function identityDocument(identity: AccessIdentity): Record<string, unknown> {
  return {
    id: identity.subject,
    name: identity.email.split("@")[0],
    email: identity.email,
    user_uuid: identity.subject,
    idp: { id: "local", type: "local" },
    geo: { country: "XX" },
    groups: [],
    iat: identity.issuedAt,
    exp: identity.expiresAt,
    service_token_id: "",
    service_token_status: false,
    is_warp: false,
  };
}

function cookieOf(request: Request): string | undefined {
  const cookies = (request.headers.get("cookie") ?? "").split(";").map((cookie) => cookie.trim());
  return cookies.find((cookie) => cookie.startsWith(`${cookieName}=`))?.slice(cookieName.length + 1);
}

function page(html: string, status = 200): Response {
  return new Response(html, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy":
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
      "cache-control": "no-store",
      // Not `no-referrer`, under which browsers send the form with `Origin: null`.
      "referrer-policy": "same-origin",
    },
  });
}

function redirectTo(location: string, cookie?: string): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  if (cookie !== undefined) headers.set("set-cookie", cookie);
  return new Response(null, { status: 302, headers });
}

async function stylesheet(name: string): Promise<Response> {
  const text = await readFile(join(import.meta.dirname, "pages", name), "utf8");
  return new Response(text, { headers: { "content-type": "text/css; charset=utf-8" } });
}
