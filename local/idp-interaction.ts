import { text } from "node:stream/consumers";
import type { InteractionResults, KoaContextWithOIDC, Provider } from "oidc-provider";
import type { IdpAccounts } from "./idp-accounts.ts";
import { signInPage } from "./idp-page.ts";
import { firstAcr, textOf } from "./idp-provider.ts";

const interactionPath = /^\/interaction\/[\w-]+(\/refuse)?$/;

/** Lets people say who they are. Whoever says it with an e-mail address is believed. */
export function answerInteractions(provider: Provider, realm: string, accounts: IdpAccounts): void {
  provider.use(async (ctx: KoaContextWithOIDC, next: () => Promise<void>) => {
    const path = interactionPath.exec(ctx.path);
    if (path === null) return next();
    ctx.set("cache-control", "no-store");
    const asked = await provider.interactionDetails(ctx.req, ctx.res).catch(() => null);
    if (asked === null) return void Object.assign(ctx, { status: 404, body: "There is nothing to sign in to here.\n" });
    const { params, prompt } = asked;
    const proceed = async (result: InteractionResults): Promise<void> => {
      ctx.status = 303;
      ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result));
    };
    if (path[1] !== undefined) return proceed({ error: "access_denied", error_description: "The person refused." });
    const form = { realm, client: textOf(params["client_id"]), action: `/${realm}${ctx.path}` };
    if (ctx.method !== "POST") {
      return void Object.assign(ctx, {
        type: "html",
        body: signInPage({ ...form, email: textOf(params["login_hint"]) }),
      });
    }
    const given = new URLSearchParams(await text(ctx.req));
    const email = (given.get("email") ?? "").trim();
    if (!/^[^\s@]+@[^\s@]+$/.test(email)) {
      const body = signInPage({ ...form, email, problem: "That is not an e-mail address." });
      return void Object.assign(ctx, { status: 400, type: "html", body });
    }
    const account = accounts.remember({
      email,
      name: given.get("name")?.trim() || (email.split("@")[0] as string),
      groups: (given.get("groups") ?? "")
        .split(",")
        .map((group) => group.trim())
        .filter((group) => group !== ""),
    });
    const acr = firstAcr(params["acr_values"]);
    const login = { accountId: account.subject, amr: ["pwd"], ...(acr !== undefined && { acr }) };
    return proceed({ login, [prompt.name]: prompt.name === "login" ? login : {} });
  });
}
