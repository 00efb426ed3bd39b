import type { SsoRevision } from "../api.gen/types.gen.ts";

type Told = Pick<SsoRevision, "subject" | "act" | "document" | "changes" | "keyChanged" | "actor">;

/** What somebody did, after their name: "changed Okta". */
export function revisionSentence({ subject, act, document }: Told): string {
  const label = document["label"];
  const name = typeof label === "string" ? label : "an identity provider";
  if (subject === "enforcement") {
    return act === "enforced" ? "required single sign-on" : "allowed passwords again";
  }
  switch (act) {
    case "created":
      return `added ${name}`;
    case "confirmed":
      return `confirmed ${name}: owners can sign in through it`;
    case "restored":
      return `restored an earlier version of ${name}`;
    case "deleted":
      return `deleted ${name}`;
    default:
      return `changed ${name}`;
  }
}

export function actorOf({ actor }: Pick<SsoRevision, "actor">): string {
  if (actor.name !== null) return actor.name;
  return actor.type === "system" ? "The system" : "Somebody";
}

/** The fields that a version changed, by their names in the API: of the policy, its sentence says all there is. */
export function changedFields({ subject, changes }: Pick<SsoRevision, "subject" | "changes">): readonly string[] {
  return subject === "enforcement" ? [] : Object.keys(changes);
}
