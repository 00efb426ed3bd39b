import { useMutation, useQueryClient } from "@tanstack/solid-query";
import { signInWithRecoveryCode, signInWithSso } from "../api.gen/sdk.gen.ts";
import type { RecoverySignIn, SsoSignIn } from "../api.gen/types.gen.ts";
import { ProblemError } from "../../../ui/problem.ts";
import { providerAddress } from "./provider-address.ts";

/** Begins a sign-in and leads the browser to the provider: under way until the page is left, or come back to. */
export function useSsoSignIn() {
  return useMutation(() => ({
    // Without a network it fails at once: nobody wants to be led away minutes after they clicked.
    networkMode: "always",
    mutationFn: async (body: SsoSignIn) => {
      const { url } = await signInWithSso({ body });
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
    mutationFn: (body: RecoverySignIn) => signInWithRecoveryCode({ body }),
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
