import { queryOptions, useMutation, useQueryClient, type QueryClient } from "@tanstack/solid-query";
import {
  createHostname,
  deleteHostname,
  getHostname,
  listHostnames,
  updateHostname,
  verifyHostname,
} from "../api.gen/sdk.gen.ts";
import type { CreateHostname, Hostname, HostnamePage } from "../api.gen/types.gen.ts";
import { readAgainIn } from "./look-again.ts";
import { changeValidation } from "./validation-change.ts";

/* Everything of hostnames has a key that begins with `hostnames`: one live topic tells of all of it. */

export const hostnamesQuery = queryOptions({
  queryKey: ["hostnames", "list"],
  queryFn: ({ signal }) => everyHostname("false", signal),
  refetchInterval: ({ state }) => readAgainIn(state.data?.map(({ nextCheckAt }) => nextCheckAt) ?? [], Date.now()),
});

/** Those that were removed and that nobody else can have yet. */
export const reservedHostnamesQuery = queryOptions({
  queryKey: ["hostnames", "reserved"],
  queryFn: async ({ signal }) => {
    const hostnames = await everyHostname("true", signal);
    return hostnames.filter(({ reservedUntil }) => reservedUntil !== null);
  },
});

async function everyHostname(removed: "true" | "false", signal: AbortSignal): Promise<readonly Hostname[]> {
  const hostnames: Hostname[] = [];
  let cursor: string | null = null;
  do {
    const after: { readonly cursor?: string } = cursor === null ? {} : { cursor };
    const page: HostnamePage = await listHostnames({ query: { removed, limit: 100, ...after }, signal });
    hostnames.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return hostnames;
}

export function hostnameQuery(id: string) {
  return queryOptions({
    queryKey: ["hostnames", "one", id],
    queryFn: ({ signal }) => getHostname({ path: { id }, signal }),
    refetchInterval: ({ state }) => readAgainIn([state.data?.nextCheckAt ?? null], Date.now()),
  });
}

/** @param key makes a repetition of the same creation harmless: what was made then is the answer */
export function useAddHostname() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ body, key }: { readonly body: CreateHostname; readonly key: string }) =>
      createHostname({ body, headers: { "idempotency-key": key } }),
    onSuccess: (hostname) => void remember(client, hostname),
  }));
}

export function useChangeValidation() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ base, to }: { readonly base: Hostname; readonly to: Hostname["validation"] }) =>
      changeValidation(base, to, ({ id, version }) =>
        updateHostname({ path: { id }, body: { validation: to }, headers: { "if-match": `"${version}"` } }),
      ),
    onSuccess: (hostname) => void remember(client, hostname),
    onError: () => void refresh(client),
  }));
}

export function useCheckHostname() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (id: string) => verifyHostname({ path: { id } }),
    onSuccess: (hostname) => void remember(client, hostname),
    onError: () => void refresh(client),
  }));
}

export function useRemoveHostname() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: ({ id, version }: Hostname) =>
      deleteHostname({ path: { id }, headers: { "if-match": `"${version}"` } }),
    onSuccess: (hostname) => void remember(client, hostname),
    // A refusal may mean that something has happened in the meantime: then this page is what is out of date.
    onError: () => void refresh(client),
  }));
}

async function remember(client: QueryClient, hostname: Hostname): Promise<void> {
  client.setQueryData(hostnameQuery(hostname.id).queryKey, hostname);
  await Promise.all(
    [...["list", "reserved", "primary"].map((kind) => ["hostnames", kind]), ["sso"], ["audit-logs"]].map((queryKey) =>
      client.invalidateQueries({ queryKey }),
    ),
  );
}

async function refresh(client: QueryClient): Promise<void> {
  await client.invalidateQueries({ queryKey: ["hostnames"] });
}
