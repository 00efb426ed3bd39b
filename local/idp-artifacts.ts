import type { Adapter, AdapterPayload } from "oidc-provider";

/** What one realm's provider keeps in memory: sessions, codes, tokens. A restart forgets it. */
export interface IdpArtifacts {
  /** Everything of one kind that has not ended. */
  list(kind: string): AdapterPayload[];
  adapter(kind: string): Adapter;
}

/** Past this many the ended ones are thrown away. */
const sweepFrom = 500;

const aDaySeconds = 24 * 60 * 60;

/** @param clients answers for the kind `Client`, which is not kept here */
export function idpArtifacts(clients: (id: string) => AdapterPayload): IdpArtifacts {
  const kept = new Map<string, { readonly payload: AdapterPayload; readonly endsAt: number }>();
  const isOver = (endsAt: number): boolean => endsAt <= Date.now();
  const sweep = (): void => {
    for (const [key, { endsAt }] of kept) if (isOver(endsAt)) kept.delete(key);
  };
  const list = (kind: string): AdapterPayload[] => {
    const ofKind = [...kept].filter(([key, { endsAt }]) => key.startsWith(`${kind}:`) && !isOver(endsAt));
    return ofKind.map(([, { payload }]) => payload);
  };
  const adapter = (kind: string): Adapter => ({
    async upsert(id, payload, expiresInSeconds) {
      if (kept.size > sweepFrom) sweep();
      kept.set(`${kind}:${id}`, { payload, endsAt: Date.now() + (expiresInSeconds ?? aDaySeconds) * 1000 });
    },
    find: async (id) => (kind === "Client" ? clients(id) : kept.get(`${kind}:${id}`)?.payload),
    findByUid: async (uid) => list(kind).find((payload) => payload["uid"] === uid),
    // Codes for devices are switched off.
    findByUserCode: async () => undefined,
    async consume(id) {
      const found = kept.get(`${kind}:${id}`);
      if (found !== undefined) found.payload.consumed = Math.floor(Date.now() / 1000);
    },
    async destroy(id) {
      kept.delete(`${kind}:${id}`);
    },
    async revokeByGrantId(grantId) {
      for (const [key, { payload }] of kept) if (payload.grantId === grantId) kept.delete(key);
    },
  });
  return { list, adapter };
}
