import type { SignOnAct } from "./audit-sign-on.ts";
import type { CallOptions, Client, Json, Reply } from "./client.ts";
import { loseAtCloudflare, newHostname, publishRecord, setCloudflare, throughLook } from "./hostname-proof.ts";
import { choosePrimary, hostnamesPath, newAskingTenant, primaryHostPath } from "./hostname-world.ts";
import { eventually, password, visitor, type Tenant } from "./world.ts";

/** What somebody does to hostnames, and the names of what it must leave in the log. */
interface HostnameAct {
  readonly route: string;
  readonly reply: Reply;
  readonly events: readonly string[];
}

/** How somebody has a hostname looked at and gives one up: its admins, or an operator for them. */
interface Hand {
  readonly lookRoute: string;
  readonly removeRoute: string;
  readonly look: (hostname: Json) => Promise<Reply>;
  readonly remove: (hostname: Json) => Promise<Reply>;
}

const ifMatch = (as: CallOptions, { version }: Json): CallOptions => ({
  headers: { ...as.headers, "if-match": `"${version}"` },
});

/** Everything that admins do to hostnames, each once: what a look brings is theirs, because nobody else has one made. */
export async function* hostnameActs(as: CallOptions): AsyncGenerator<SignOnAct> {
  const tenant = await newAskingTenant("named");
  const reader = tenant.owner;
  const left = ({ route, reply, events }: HostnameAct): SignOnAct => ({
    route,
    reply,
    reader,
    rows: events.map((event) => ({ event, actor: "user", target: "hostname" })),
  });
  const added = await reader.post(hostnamesPath, { hostname: `www.${tenant.slug}.localhost` }, as);
  yield left({ route: `post ${hostnamesPath}`, reply: added, events: ["hostname.added"] });
  const at = ({ id }: Json) => `${hostnamesPath}/${id}`;
  const updated = await reader.patch(at(added.json), { validation: "txt" }, ifMatch(as, added.json));
  yield left({ route: `patch ${hostnamesPath}/{id}`, reply: updated, events: ["hostname.updated"] });
  const hand: Hand = {
    lookRoute: `post ${hostnamesPath}/{id}/verify`,
    removeRoute: `delete ${hostnamesPath}/{id}`,
    look: (hostname) => reader.post(`${at(hostname)}/verify`, {}, as),
    remove: (hostname) => reader.delete(at(hostname), ifMatch(as, hostname)),
  };
  for await (const act of lifeOf(tenant, added.json, hand)) yield left(act);
  const primary = await reader.patch(primaryHostPath, { redirectOthers: true }, ifMatch(as, { version: 0 }));
  yield {
    ...left({ route: `patch ${primaryHostPath}`, reply: primary, events: [] }),
    rows: [{ event: "hostname.primary_changed", actor: "user", target: "organization" }],
  };
}

/** The same of what an operator does for a tenant that is looked at when somebody asks, and whose log its owner reads. */
export async function* operatedHostnameActs(
  tenant: Tenant,
  operator: Client,
  as: CallOptions,
): AsyncGenerator<HostnameAct> {
  const path = `/api/admin/tenants/${tenant.id}/hostnames`;
  const named = "/api/admin/tenants/{id}/hostnames/{hostnameId}";
  const added = await newHostname(tenant.owner, { hostname: `www.${tenant.slug}.localhost` });
  const look = ({ id }: Json) => operator.post(`${path}/${id}/check`, {}, as);
  const remove = (hostname: Json) =>
    operator.call("DELETE", `${path}/${hostname.id}`, { ...ifMatch(as, hostname), body: { reason: "Drill" } });
  const hand: Hand = { lookRoute: `post ${named}/check`, removeRoute: `delete ${named}`, look, remove };
  for await (const act of lifeOf(tenant, added, hand)) yield act;

  const [again] = (await tenant.owner.get(hostnamesPath)).json.items;
  await setCloudflare(again.hostname, { status: "active", sslStatus: "active" });
  const active = await look(again);
  await choosePrimary(tenant, active.json);
  const reply = await remove(active.json);
  yield { route: hand.removeRoute, reply, events: ["hostname.removed", "hostname.primary_changed"] };
}

/** A hostname from its record to its removal and its return, by way of everything that a look may bring. */
async function* lifeOf(
  tenant: Tenant,
  added: Json,
  { lookRoute, removeRoute, look, remove }: Hand,
): AsyncGenerator<HostnameAct> {
  const { hostname } = added;
  const brings = async (one: Json, ...events: readonly string[]): Promise<HostnameAct> => {
    const reply = await throughLook(tenant.owner, one, () => look(one));
    return { route: lookRoute, reply, events };
  };
  const serve = () => setCloudflare(hostname, { status: "active", sslStatus: "active" });
  await publishRecord(added);
  yield await brings(added, "hostname.proven");
  await serve();
  yield await brings(added, "hostname.activated");
  await comeIn(tenant, hostname);
  await setCloudflare(hostname, { sslStatus: "pending_issuance" });
  yield await brings(added, "hostname.interrupted", "tenant.sessions_revoked");
  await setCloudflare(hostname, { sslStatus: "issuance_timed_out" });
  yield await brings(added, "hostname.failed");
  yield await brings(added, "hostname.retried");
  await serve();
  yield await brings(added, "hostname.activated");
  await loseAtCloudflare(hostname);
  yield await brings(added, "hostname.moved");
  yield await brings(added, "hostname.retried");
  await serve();
  yield await brings(added, "hostname.activated");
  await comeIn(tenant, hostname);
  const reply = await remove((await tenant.owner.get(`${hostnamesPath}/${added.id}`)).json);
  yield { route: removeRoute, reply, events: ["hostname.removed", "tenant.sessions_revoked"] };
  await loseAtCloudflare(hostname);
  const again = await newHostname(tenant.owner, { hostname });
  await publishRecord(again);
  yield await brings(again, "hostname.proven", "hostname.released");
}

/** Signs the owner in at a hostname, as soon as it is served everywhere. */
async function comeIn({ ownerEmail }: Tenant, hostname: string): Promise<void> {
  const client = await visitor(hostname);
  await eventually(
    () => client.post("/api/auth/sign-in/email", { email: ownerEmail, password }),
    ({ status }) => status === 200,
  );
}
