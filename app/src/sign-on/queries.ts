import { useMutation, useQueryClient } from "@tanstack/solid-query";
import { client as api } from "../api.gen/client.gen.ts";
import { ProblemError } from "../../../ui/problem.ts";
import { providerAddress } from "./provider-address.ts";

interface SsoSignIn {
  readonly providerId?: string;
  readonly email?: string;
  readonly callbackURL: string;
}

interface RecoverySignIn {
  readonly email: string;
  readonly code: string;
}

/** Begins a sign-in and leads the browser to the provider: under way until the page is left, or come back to. */
export function useSsoSignIn() {
  return useMutation(() => ({
    mutationFn: async (body: SsoSignIn) => {
      const { url } = await post<{ url: string }>("/api/auth/sign-in/sso", body);
      const address = providerAddress(url);
      if (address === null) throw new ProblemError(502, {});
      window.location.assign(address);
      await cameBack();
    },
  }));
}

export function useRecoverySignIn() {
  const client = useQueryClient();
  return useMutation(() => ({
    mutationFn: (body: RecoverySignIn) => post("/api/auth/sign-in/recovery", body),
    // Whoever was here before, nothing of theirs is shown to whoever is here now.
    onSuccess: () => client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== "place" }),
  }));
}

/** A page that was left stays in memory, and is shown again by the browser's way back; or it was never left. */
function cameBack(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, patienceMilliseconds);
    window.addEventListener(
      "pageshow",
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}

const patienceMilliseconds = 10_000;

async function post<Answer>(url: string, body: object): Promise<Answer> {
  const answer = await api.post({ responseStyle: "data", url, body, headers: { "Content-Type": "application/json" } });
  return answer as Answer;
}
