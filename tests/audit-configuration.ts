import type { SignOnAct } from "./audit-sign-on.ts";
import type { CallOptions, Json } from "./client.ts";
import { asSuperuser } from "./platform.ts";
import {
  enforcementPath,
  newProvider,
  ok,
  providersPath,
  prove,
  publish,
  uniqueDomain,
  userIdOf,
} from "./sso-world.ts";
import { newMember, newTenant, visitor } from "./world.ts";

/** Everything that admins do to the configuration of single sign-on, each once. */
export async function* configurationActs(as: CallOptions): AsyncGenerator<SignOnAct> {
  const tenant = await newTenant("configured");
  const { owner } = tenant;
  const ifMatch = (version: number): CallOptions => ({ headers: { ...as.headers, "if-match": `"${version}"` } });
  const left = (route: string, reply: SignOnAct["reply"], event: string, target: string | null): SignOnAct => ({
    route,
    reply,
    reader: owner,
    rows: [{ event, actor: "user", target }],
  });
  const one = `${providersPath}/{id}`;

  const domain = uniqueDomain();
  const body = { label: "Staff", issuer: "https://login.acme.example", clientId: "acme", domains: [domain] };
  const created = await owner.post(providersPath, body, as);
  yield left(`post ${providersPath}`, created, "sso.provider_created", "sso-provider");
  const { id, domains } = created.json;
  const path = `${providersPath}/${id}`;
  const renamed = await owner.patch(path, { label: "People" }, ifMatch(1));
  yield left(`patch ${one}`, renamed, "sso.provider_updated", "sso-provider");
  const restored = await owner.post(`${path}/restore`, { version: 1 }, ifMatch(2));
  yield left(`post ${one}/restore`, restored, "sso.provider_restored", "sso-provider");
  const { client: admin } = await newMember(tenant, "admin");
  ok(await admin.patch(path, { emailVerification: "assumed" }, ifMatch(3)));
  const confirmed = await owner.post(`${path}/confirm`, {}, ifMatch(4));
  yield left(`post ${one}/confirm`, confirmed, "sso.provider_confirmed", "sso-provider");

  const verify = () => owner.post(`${path}/verify-domain`, {}, as);
  const checked = async (event: string) => left(`post ${one}/verify-domain`, await verify(), event, "domain");
  await publish(domain, domains[0].record.value);
  yield await checked("sso.domain_verified");
  await publish(domain);
  yield await checked("sso.domain_failing");
  await asSuperuser(
    (sql) => sql`update sso_domains set failing_since = failing_since - interval '2 days' where domain = ${domain}`,
  );
  yield await checked("sso.domain_lost");

  await publish(domain, domains[0].record.value);
  ok(await verify());
  const ownerId = await userIdOf(owner);
  await prove(tenant, confirmed.json, ownerId);
  const enforce = (enabled: boolean) => owner.patch(enforcementPath, { enabled }, as);
  yield left(`patch ${enforcementPath}`, await enforce(true), "sso.enforced", null);
  yield left(`patch ${enforcementPath}`, await enforce(false), "sso.enforcement_lifted", null);

  const other: Json = await newProvider(owner);
  const deleted = await owner.delete(`${providersPath}/${other.id}`, ifMatch(1));
  yield left(`delete ${one}`, deleted, "sso.provider_deleted", "sso-provider");

  // Ends the owner's own session with the others: whoever has come in by a recovery code can still read of it.
  const codes = "/api/sso-config/recovery-codes";
  const { code } = ok(await owner.post(codes), 201).json;
  const reader = await visitor(tenant.host);
  ok(await reader.post("/api/auth/sign-in/recovery", { email: tenant.ownerEmail, code }));
  const ending = await owner.patch(enforcementPath, { enabled: true, endPasswordSessions: true }, as);
  const ended = { event: "tenant.sessions_revoked", actor: "user", target: "organization" } as const;
  const enforced = left(`patch ${enforcementPath}`, ending, "sso.enforced", null);
  yield { ...enforced, reader, rows: [...enforced.rows, ended] };
  const gone = await reader.delete(`${codes}/${ownerId}`, as);
  yield { ...left(`delete ${codes}/{userId}`, gone, "recovery.code_deleted", "user"), reader };
}
