import type { CallOptions, Client, Reply } from "./client.ts";
import { atProvider, begin, logoutToken, newSignOn, originOf, sendLogout } from "./sso-realm.ts";
import { ok, providersPath } from "./sso-world.ts";
import { newMember, newTenant, visitor } from "./world.ts";

/** What a request must have left in the audit log of the tenant it was made at. */
export interface SignOnAct {
  readonly route: string;
  readonly reply: Reply;
  /** Who reads the log. */
  readonly reader: Client;
  readonly rows: readonly {
    readonly event: string;
    readonly actor: "user" | "anonymous" | "system";
    readonly target: string | null;
  }[];
}

/** Everything that people do by a provider or past it, each once, as somebody goes on to look at what it has left. */
export async function* signOnActs(as: CallOptions): AsyncGenerator<SignOnAct> {
  const tenant = await newTenant("through");
  const reader = tenant.owner;
  const mapped = { roleClaim: "groups", roleMappings: [{ value: "it", role: "admin" }] };
  const signOn = await newSignOn(tenant, mapped);
  const callback = "get /api/auth/sso/callback/{id}";
  const signedIn = { event: "user.signed_in", actor: "user", target: "session" } as const;
  const through = async (email: string, groups = "") => {
    const client = await visitor(tenant.host);
    const address = await atProvider(await begin(client, signOn), { email, groups });
    const { pathname, search } = new URL(address);
    return { client, reply: await client.get(pathname + search, as) };
  };
  const cameIn = (reply: Reply, ...rows: SignOnAct["rows"]): SignOnAct => ({
    route: callback,
    reply,
    reader,
    rows: [...rows, signedIn],
  });

  const email = signOn.newAddress();
  const first = await through(email);
  yield cameIn(first.reply, { event: "user.provisioned", actor: "user", target: "user" });
  const promoted = await through(email, "it");
  yield cameIn(promoted.reply, { event: "member.role_changed", actor: "system", target: "user" });
  const member = await newMember(tenant, "member", signOn.newAddress());
  yield cameIn((await through(member.email)).reply, { event: "account.linked", actor: "user", target: "user" });
  const invited = signOn.newAddress();
  ok(await reader.post("/api/org/invitations", { email: invited, role: "member" }), 201);
  const accepted = { event: "invitation.accepted", actor: "user", target: "invitation" } as const;
  yield cameIn((await through(invited)).reply, accepted);
  const refused = { event: "sso.sign_in_refused", actor: "anonymous", target: "user" } as const;
  yield { route: callback, reply: (await through("a@elsewhere.example")).reply, reader, rows: [refused] };

  const { subject, sid } = await originOf(ok(await promoted.client.get("/api/me")).json);
  const token = await logoutToken(signOn, { sub: subject, sid });
  const out = await sendLogout(signOn, token, { "user-agent": String(as.headers?.["user-agent"]) });
  const ended = { event: "session.revoked", actor: "system", target: "session" } as const;
  yield { route: "post /api/auth/sso/backchannel-logout/{id}", reply: out, reader, rows: [ended] };

  const test = `${providersPath}/${signOn.provider.id}/test`;
  const tested = { event: "sso.provider_tested", actor: "user", target: "sso-provider" } as const;
  const begun = ok(await reader.post(test)).json;
  const { pathname, search } = new URL(await atProvider(begun.url, { email }));
  yield { route: callback, reply: await reader.get(pathname + search, as), reader, rows: [tested] };
  await signOn.realm.behaves({ fault: "server-error" });
  const unreachable = await reader.post(test, {}, as);
  yield { route: "post /api/sso-config/providers/{id}/test", reply: unreachable, reader, rows: [tested] };

  const made = await reader.post("/api/sso-config/recovery-codes", {}, as);
  const created = { event: "recovery.code_created", actor: "user", target: "user" } as const;
  yield { route: "post /api/sso-config/recovery-codes", reply: made, reader, rows: [created] };
  yield* recoveries(tenant, made.json.code, as);
}

async function* recoveries(
  { host, owner, ownerEmail }: { readonly host: string; readonly owner: Client; readonly ownerEmail: string },
  code: string,
  as: CallOptions,
): AsyncGenerator<SignOnAct> {
  const route = "post /api/auth/sign-in/recovery";
  const { headers } = await owner.get("/api/org/settings");
  const wanted = { addressFailureLimit: 10 };
  ok(await owner.patch("/api/org/settings", wanted, { headers: { "if-match": headers.get("etag") } }));
  const stranger = await visitor(host);
  const guess = () => stranger.post("/api/auth/sign-in/recovery", { email: ownerEmail, code: "0000" }, as);
  const failed = { event: "user.sign_in_failed", actor: "anonymous", target: "user" } as const;
  yield { route, reply: await guess(), reader: owner, rows: [failed] };
  for (let tries = 0; tries < 9; tries += 1) await guess();
  const blocked = { event: "address.blocked", actor: "anonymous", target: "address" } as const;
  yield { route, reply: await guess(), reader: owner, rows: [blocked] };
  const client = await visitor(host);
  const reply = await client.post("/api/auth/sign-in/recovery", { email: ownerEmail, code }, as);
  yield { route, reply, reader: owner, rows: [{ event: "recovery.used", actor: "user", target: "user" }] };
}
