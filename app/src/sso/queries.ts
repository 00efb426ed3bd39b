import {
  infiniteQueryOptions,
  queryOptions,
  useMutation,
  useQueryClient,
  type QueryClient,
} from "@tanstack/solid-query";
import {
  confirmSsoProvider,
  createSsoProvider,
  deleteSsoProvider,
  discoverSsoIssuer,
  getSsoProvider,
  getSsoTest,
  listSsoHistory,
  listSsoProviders,
  restoreSsoProvider,
  testSsoProvider,
  updateSsoProvider,
  verifySsoDomain,
} from "../api.gen/sdk.gen.ts";
import type {
  CreateSsoProvider,
  SsoProvider,
  SsoRevision,
  SsoRevisionPage,
  UpdateSsoProvider,
} from "../api.gen/types.gen.ts";
import { unconfirmedOf } from "./unconfirmed.ts";

/* Everything of single sign-on has a key that begins with `sso`: one live topic tells of all of it. */

export const providersQuery = queryOptions({
  queryKey: ["sso", "providers"],
  queryFn: ({ signal }) => listSsoProviders({ signal }),
});

export function providerQuery(id: string) {
  return queryOptions({
    queryKey: ["sso", "provider", id],
    queryFn: ({ signal }) => getSsoProvider({ path: { id }, signal }),
  });
}

/** All of it, or of one provider. */
export function historyQuery(providerId: string | null) {
  return infiniteQueryOptions({
    queryKey: ["sso", "history", providerId],
    queryFn: ({ pageParam, signal }) => {
      const of = providerId === null ? {} : { providerId };
      return listSsoHistory({ query: { ...of, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal });
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  });
}

/** All that an owner answers for who confirms the provider as it is in this version. */
export function unconfirmedQuery({ id, version }: Pick<SsoProvider, "id" | "version">) {
  return queryOptions({
    queryKey: ["sso", "history", id, "unconfirmed", version],
    queryFn: async ({ signal }) => {
      const history: SsoRevision[] = [];
      let cursor: string | null = null;
      do {
        const query: { readonly providerId: string; readonly cursor?: string } =
          cursor === null ? { providerId: id } : { providerId: id, cursor };
        const page: SsoRevisionPage = await listSsoHistory({ query, signal });
        history.push(...page.items);
        cursor = page.nextCursor;
        const unconfirmed = unconfirmedOf({ version }, history, cursor === null);
        if (unconfirmed !== null) return unconfirmed;
      } while (cursor !== null);
      throw new Error("The history does not have this version yet.");
    },
  });
}

/** How often a test that nobody has finished yet is looked at again. */
const waitingMilliseconds = 2_000;

export function testQuery(id: string) {
  return queryOptions({
    queryKey: ["sso", "test", id],
    queryFn: ({ signal }) => getSsoTest({ path: { id }, signal }),
    refetchInterval: ({ state }) => (state.data?.status === "waiting" ? waitingMilliseconds : false),
  });
}

/** A provider as it is known; of one that was deleted, its last version. */
interface Versioned {
  readonly id: string;
  readonly version: number;
}

const ifMatch = ({ version }: Versioned) => ({ "if-match": `"${version}"` });

/** @param key makes a repetition of the same creation harmless: what was made then is the answer */
export function useCreateProvider() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ body, key }: { readonly body: CreateSsoProvider; readonly key: string }) =>
      createSsoProvider({ body, headers: { "idempotency-key": key } }),
    onSuccess: (provider) => remember(client, provider),
  }));
}

/** Saves changes to the document of a version; refused with the current document when that is another by now. */
export function useUpdateProvider() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ base, changes }: { readonly base: SsoProvider; readonly changes: UpdateSsoProvider }) =>
      updateSsoProvider({ path: { id: base.id }, body: changes, headers: ifMatch(base) }),
    // It is saved: nobody waits until what follows from it is read again, which may take as long as it likes.
    onSuccess: (provider) => void remember(client, provider),
  }));
}

export function useDeleteProvider() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (provider: SsoProvider) => deleteSsoProvider({ path: { id: provider.id }, headers: ifMatch(provider) }),
    onSuccess: () => refresh(client),
  }));
}

export function useConfirmProvider() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (provider: SsoProvider) =>
      confirmSsoProvider({ path: { id: provider.id }, headers: ifMatch(provider) }),
    onSuccess: (provider) => remember(client, provider),
  }));
}

export function useRestoreProvider() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ current, version }: { readonly current: Versioned; readonly version: number }) =>
      restoreSsoProvider({ path: { id: current.id }, body: { version }, headers: ifMatch(current) }),
    onSuccess: (provider) => remember(client, provider),
  }));
}

export function useVerifyDomain() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, domain }: { readonly id: string; readonly domain: string }) =>
      verifySsoDomain({ path: { id }, body: { domain } }),
    // What the DNS said is the answer's own; the document is everybody's.
    onSuccess: ({ checks: _checks, ...provider }) => remember(client, provider),
  }));
}

export function useDiscovery() {
  return useMutation(() => ({
    mutationFn: (issuer: string) => discoverSsoIssuer({ body: { issuer } }),
  }));
}

/** Begins a test sign-in; the browser then goes to the address in the answer. */
export function useStartTest() {
  return useMutation(() => ({ mutationFn: (id: string) => testSsoProvider({ path: { id } }) }));
}

export async function remember(client: QueryClient, provider: SsoProvider): Promise<void> {
  client.setQueryData(providerQuery(provider.id).queryKey, provider);
  await refresh(client);
}

export async function refresh(client: QueryClient): Promise<void> {
  // What single sign-on has of one provider was just answered; everything that follows from it has not.
  const others = ["providers", "history", "enforcement"].map((kind) => ["sso", kind]);
  await Promise.all([...others, ["place"], ["audit-logs"]].map((queryKey) => client.invalidateQueries({ queryKey })));
}
