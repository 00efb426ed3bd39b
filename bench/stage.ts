import { askForAll } from "./ask.ts";
import {
  createPeerDatabase,
  fillPeerDatabase,
  mintPeerTokens,
  peerCookie,
  type PeerDatabase,
} from "./better-auth/database.ts";
import { root, startGatehouse, type Gatehouse } from "./gatehouse.ts";
import { startNodeServer } from "./node/processes.ts";
import { hostOf, type People, type Person } from "./people.ts";
import type { RequestHeaders, Subject } from "./subject.ts";
import { benchWorkerName, peerWorkers, buildBenchWorkers } from "./workers/options.ts";

/** Everything that is measured, running. */
export interface Stage {
  readonly subjects: readonly Subject[];
  readonly strict: Gatehouse;
  readonly leased: Gatehouse;
  stop(): Promise<void>;
}

/**
 * Two Gatehouses that differ in one variable and have nothing in common, and beside the first, in the same workerd and
 * the same PostgreSQL, everything it is compared with.
 */
export async function openStage(people: People, interrupted: AbortSignal): Promise<Stage> {
  await using opened = new AsyncDisposableStack();
  const scripts = await buildBenchWorkers(root);
  let peers: PeerDatabase | undefined;
  const strict = await startGatehouse("strict", people.all, scripts, {
    async prepare(superuserUrl) {
      peers = await createPeerDatabase(superuserUrl);
      return peers.url;
    },
    workers(pooledUrl) {
      if (peers === undefined) throw new Error("The peers have no database");
      return peerWorkers(scripts, { directUrl: peers.url, pooledUrl, secret: peers.secret });
    },
  });
  opened.defer(() => strict.stop());
  interrupted.throwIfAborted();
  const leased = await startGatehouse("leased", people.all, scripts, null);
  opened.defer(() => leased.stop());
  interrupted.throwIfAborted();
  if (peers === undefined) throw new Error("The platform was started without its seed");
  const database = peers;
  await fillPeerDatabase(database, people.all);

  const working = people.all.filter((person) => !people.leavers.includes(person) && !people.watchers.includes(person));
  const { tokens, jwks } = await mintPeerTokens(database, working);
  const sessionServer = await startNodeServer("session-server", { url: database.url, secret: database.secret });
  opened.defer(() => sessionServer.stop());
  const tokenServer = await startNodeServer("token-server", jwks);
  opened.defer(() => tokenServer.stop());

  const peerHeaders = async (chosen: readonly Person[]): Promise<RequestHeaders[]> =>
    Promise.all(chosen.map(async (person) => ({ host: hostOf(person), cookie: await peerCookie(database, person) })));
  const peerTokens = async (chosen: readonly Person[]): Promise<RequestHeaders[]> =>
    chosen.map((person) => ({ host: hostOf(person), authorization: `Bearer ${tokens.get(person) ?? ""}` }));
  const workerAt = (worker: Parameters<typeof benchWorkerName>[0]): Promise<URL> =>
    strict.platform.workers.unsafeGetDirectURL(benchWorkerName(worker));

  const bareRpc = await workerAt("bare-rpc");
  const { withCookie, withToken } = strict;
  const subjects: Subject[] = [
    { name: "bare", address: await workerAt("bare"), requestsOf: withCookie, settle: null },
    {
      name: "bare-rpc",
      address: bareRpc,
      requestsOf: withCookie,
      settle: async (chosen) => askForAll(bareRpc, await withCookie(chosen)),
    },
    { name: "strict-cookie", address: strict.address, requestsOf: withCookie, settle: strict.settle },
    { name: "strict-token", address: strict.address, requestsOf: withToken, settle: strict.settle },
    { name: "leased-cookie", address: leased.address, requestsOf: leased.withCookie, settle: leased.settle },
    { name: "leased-token", address: leased.address, requestsOf: leased.withToken, settle: leased.settle },
    ...(await Promise.all(
      (["better-auth-shipped", "better-auth-tuned", "better-auth-hoisted"] as const).map(async (name) => {
        return { name, address: await workerAt(name), requestsOf: peerHeaders, settle: null };
      }),
    )),
    { name: "node-session", address: sessionServer.address, requestsOf: peerHeaders, settle: null },
    { name: "node-token", address: tokenServer.address, requestsOf: peerTokens, settle: null },
  ];
  const everything = opened.move();
  return { subjects, strict, leased, stop: () => everything.disposeAsync() };
}
