import type { LiveTopic, Refusal } from "../src/gatekeeper/contract.ts";
import type { Effect } from "./effect.ts";

/** Whose pages are meant. */
export type Audience =
  | Exclude<Effect["scope"], { kind: "passwords" | "host" }>
  | { readonly kind: "sessions"; readonly sessionIds: ReadonlySet<string> };

/** The open pages of an organization, as what happens in a gatekeeper concerns them: live.ts has the sockets. */
export interface LivePages {
  /** Tells the pages of ended sessions, and closes them. */
  end(audience: Audience, refusal: Refusal): void;
  /** Tells who may read a topic that it has changed; with a user, only theirs. */
  changed(topics: readonly LiveTopic[], userId?: string): void;
  /** A user's role has changed, and sockets keep their tags: their pages connect again and get the right ones. */
  reconnect(userId: string): void;
  count(): number;
}
