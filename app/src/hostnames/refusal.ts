import { hasCode, sentenceFor } from "../../../ui/problem.ts";

/** Why a name cannot be added, for who has typed it; null when it is not the name's fault. */
export function nameRefusal(error: unknown, typed: string): string | null {
  if (hasCode(error, "HOSTNAME_REFUSED")) {
    const reason = error.document["reason"];
    return (typeof reason === "string" ? reasons.get(reason)?.(typed) : undefined) ?? sentenceFor(error);
  }
  if (hasCode(error, "HOSTNAME_TAKEN")) {
    return "Another organization has this name, or gave it up less than a week ago. If it is yours, ask your service operator.";
  }
  if (hasCode(error, "HOSTNAME_IN_USE")) return "You have added this name already: it is in the list.";
  return null;
}

const reasons: ReadonlyMap<string, (typed: string) => string> = new Map<string, (typed: string) => string>([
  [
    "not_a_name",
    () =>
      "This is not the name of a host. It looks like app.example.com: letters, digits and hyphens, with dots between them.",
  ],
  ["too_long", () => "This name is too long: certificates have room for 64 characters."],
  ["wildcard", () => "A star does not work here. Add each name by itself, such as app.example.com."],
  ["ip_address", () => "This is the address of a machine. Enter a name, such as app.example.com."],
  ["single_label", () => "Enter the whole name, with the domain: app.example.com instead of app."],
  [
    "public_suffix",
    (typed) =>
      `Names like ${typed} belong to a registry. Enter a name in a domain of your own, such as app.example.com.`,
  ],
  [
    "apex",
    (typed) =>
      `A domain itself cannot lead here, because the DNS allows no CNAME record there. Use a name in it, such as app.${typed}.`,
  ],
  [
    "own_name",
    () => "This name belongs to the service itself. Use one in a domain of your own, such as app.example.com.",
  ],
]);

/** Why none can be added now, whatever the name. */
export function addingRefusal(error: unknown): string {
  if (hasCode(error, "HOSTNAME_TOO_MANY_PENDING")) return tooManyPending;
  if (hasCode(error, "HOSTNAME_DAILY_LIMIT")) {
    return "Fifty hostnames were added in the last 24 hours, and that is as many as there can be in a day. Try again tomorrow.";
  }
  return sentenceFor(error);
}

/** Those that are lost do not count until they are tried again. */
const tooManyPending =
  "Ten hostnames are not active yet, and more than that cannot be on their way at once. Finish or remove one of them first.";

/** Why a hostname was not looked at, or not tried again. */
export function checkRefusal(error: unknown): string {
  if (hasCode(error, "HOSTNAME_TAKEN")) {
    return "Another organization has shown its own record for this name first. If the name is yours, ask your service operator.";
  }
  if (hasCode(error, "HOSTNAME_TOO_MANY_PENDING")) return tooManyPending;
  if (hasCode(error, "UNAVAILABLE")) {
    return "Nobody could find out just now: the DNS or our own service did not answer. Nothing was changed; try again in a minute.";
  }
  if (hasCode(error, "RATE_LIMITED"))
    return "That was a little too often. Nothing is lost: we keep looking by ourselves.";
  return sentenceFor(error);
}

/** Why another host cannot be the primary one, and what to do first. */
export function primaryRefusal(error: unknown): string {
  if (hasCode(error, "SSO_NOT_PROVEN")) {
    return "Single sign-on is required, and no owner has come in by it at this host yet: if everybody were sent there, nobody could be sure to get in. First sign in there as an owner through the identity provider, whose callback address has to be entered there. Or do not send people there from the other hosts.";
  }
  if (hasCode(error, "WRONG_STATE")) return "This hostname is not in service. Choose one that is.";
  return sentenceFor(error);
}

/** Why a hostname cannot be removed, and what to do first. */
export function removalRefusal(error: unknown): string {
  if (hasCode(error, "HOSTNAME_IS_PRIMARY")) {
    return "It is the primary host: e-mails lead people there. Make another host the primary one first, then remove it.";
  }
  if (hasCode(error, "HOSTNAME_NEEDED")) {
    return "Single sign-on is required, and no owner has come in by it at any other host yet: without this one, nobody could be sure to get in. First sign in as an owner through the identity provider at another host, whose callback address has to be entered there. Or let passwords in.";
  }
  if (hasCode(error, "PRECONDITION_FAILED")) {
    return "It has changed in the meantime, and what you see now is how it is. Decide again.";
  }
  return sentenceFor(error);
}
