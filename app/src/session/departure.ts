import type { QueryClient } from "@tanstack/solid-query";
import type { Refusal } from "../../../src/gatekeeper/contract.ts";
import { hasCode } from "../../../ui/problem.ts";
import { dismissToasts } from "../../../ui/toast.ts";
import { forgetDrafts, type DraftStorage } from "../editing/kept-draft.ts";
import { placeHasBecome, placeQuery } from "../tenancy/queries.ts";
import { endingOfProblem, endingOfRefusal, type Ending } from "./ending.ts";
import { meQuery } from "./queries.ts";

/** What happens to the page when its session is over, however it learns of it. */
export interface Departure {
  /** Looks at anything the API refused; does nothing unless it says that the session, or the place, is gone. */
  refused(error: unknown): void;
  /** The live connection's last word. */
  ended(refusal: Refusal): void;
  leave(ending: Ending): void;
}

/**
 * @param drafts where this tab keeps what somebody has not saved yet
 * @param toLogin shows the sign-in page; called at most once for each session that ends
 */
export function createDeparture(
  client: QueryClient,
  drafts: DraftStorage,
  toLogin: (ending: Ending) => Promise<void>,
): Departure {
  const leave = (ending: Ending) => {
    // Without it nobody was signed in here, or somebody has left already: several questions may learn it at once.
    if (client.getQueryData(meQuery.queryKey) === undefined) return;
    forgetPerson(client, drafts);
    void toLogin(ending);
  };

  return {
    leave,
    refused(error) {
      const ending = endingOfProblem(error);
      if (ending !== null) leave(ending);
      else if (hasCode(error, "TENANT_SUSPENDED")) lose("suspended");
      else if (hasCode(error, "TENANT_NOT_FOUND")) lose("nobody");
      // Decided since this page was loaded: what it offers has to be another.
      else if (hasCode(error, "SSO_REQUIRED")) void client.invalidateQueries({ queryKey: placeQuery.queryKey });
    },
    ended(refusal) {
      if (refusal === "suspended") lose("suspended");
      else if (refusal === "host_moved") {
        lose("nobody");
        // Whose it is now, if anybody's.
        void client.invalidateQueries({ queryKey: placeQuery.queryKey });
      } else leave(endingOfRefusal(refusal));
    },
  };

  function lose(kind: "suspended" | "nobody") {
    placeHasBecome(client, kind);
    forgetPerson(client, drafts);
  }
}

/** Nothing of a person stays behind, in the page or in the tab's storage: only what anyone may know of the place. */
function forgetPerson(client: QueryClient, drafts: DraftStorage): void {
  const personal = { predicate: ({ queryKey }: { readonly queryKey: readonly unknown[] }) => queryKey[0] !== "place" };
  void client.cancelQueries(personal);
  client.removeQueries(personal);
  dismissToasts();
  forgetDrafts(drafts);
}
