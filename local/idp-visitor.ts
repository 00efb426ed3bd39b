import { loopbackFetch } from "./loopback-fetch.ts";

/** Whom somebody says they are at a provider. */
export interface IdpPerson {
  readonly email: string;
  readonly name?: string;
  /** Separated by commas. */
  readonly groups?: string;
}

/** A browser in front of the local identity providers, for tests: keeps cookies, follows redirects, fills in forms. */
export interface IdpVisitor {
  /**
   * Opens an address of a provider and goes on, signing in as `person` when asked.
   *
   * @returns where the provider sends the person back to, not opened yet
   * @throws when it does not send them back, with what it says instead
   */
  signIn(url: string, person: IdpPerson): Promise<string>;
  /** Opens the address of a sign-out and agrees. Returns where it ends: an address of somebody else, or the last page's text. */
  signOut(url: string): Promise<string>;
}

/** Nobody is asked more often than this before they are sent back. */
const longestWay = 12;

/** @param port of the edge */
export function idpVisitor(port: number): IdpVisitor {
  const jar = new Map<string, { readonly value: string; readonly path: string }>();
  const call = async (url: URL, form: URLSearchParams | null): Promise<Response> => {
    const matching = [...jar].filter(([, { path }]) => url.pathname === path || url.pathname.startsWith(`${path}/`));
    const cookie = matching.map(([key, { value }]) => `${key.split(" ")[0]}=${value}`).join("; ");
    const headers: Record<string, string> = cookie === "" ? {} : { cookie };
    const response = await loopbackFetch(
      port,
      url,
      form === null ? { headers } : { method: "POST", body: form, headers },
    );
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      const path = /; ?path=([^;]+)/i.exec(line)?.[1] ?? "/";
      if (/expires=Thu, 01 Jan 1970/i.test(line)) jar.delete(`${name} ${path}`);
      else jar.set(`${name} ${path}`, { value, path });
    }
    return response;
  };
  /** Goes on until an answer is neither a redirect on the same host nor a form. */
  const follow = async (start: string, fields: Readonly<Record<string, string>>): Promise<string> => {
    let url = new URL(start);
    const { host } = url;
    let form: URLSearchParams | null = null;
    for (let step = 0; step < longestWay; step += 1) {
      const response: Response = await call(url, form);
      const text = await response.text();
      const location = response.headers.get("location");
      if (location !== null) {
        url = new URL(location, url);
        form = null;
        if (url.host !== host) return url.href;
        continue;
      }
      const found = formOf(text);
      if (response.status !== 200 || found === null) return text;
      url = new URL(found.action, url);
      form = new URLSearchParams({ ...found.fields, ...fields });
    }
    throw new Error(`Still on the way after ${longestWay} steps: ${url.href}`);
  };
  return {
    async signIn(url, person) {
      const end = await follow(url, { ...person });
      if (!URL.canParse(end)) throw new Error(`The provider sent nobody back: ${end}`);
      return end;
    },
    signOut: (url) => follow(url, {}),
  };
}

/** The only form of a page, with what it holds already. */
function formOf(html: string): { action: string; fields: Record<string, string> } | null {
  const [, attributes, content] = /<form([^>]*)>([\s\S]*?)<\/form>/.exec(html) ?? [];
  if (attributes === undefined || content === undefined) return null;
  const named = [...content.matchAll(/<input[^>]*>/g)].flatMap(([input]) => {
    const name = attribute(input, "name");
    return name === null ? [] : [[name, attribute(input, "value") ?? ""] as const];
  });
  return { action: attribute(attributes, "action") ?? "", fields: Object.fromEntries(named) };
}

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\b${name}="([^"]*)"`).exec(tag)?.[1];
  if (value === undefined) return null;
  return value.replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code))).replaceAll("&amp;", "&");
}
