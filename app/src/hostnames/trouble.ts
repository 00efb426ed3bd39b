import type { HostnameFailure } from "../../../src/hostnames/hostname.ts";
import type { Hostname } from "../api.gen/types.gen.ts";

export interface Trouble {
  readonly title: string;
  readonly advice: string;
  /** Whether people can do something about it, or only wait. */
  readonly tone: "danger" | "warning";
}

/** What keeps a hostname from being served, and what to do about it; null while all goes its way. */
export function troubleOf({
  lifecycleStatus,
  errors,
  dns,
}: Pick<Hostname, "lifecycleStatus" | "errors" | "dns">): Trouble | null {
  if (lifecycleStatus === "moved") {
    if (dns?.cname.outcome === "found") return unserved;
    return {
      title: "The name leads elsewhere now",
      advice:
        "People were taken off this address at once. Point its CNAME record here again and show the TXT record of step 1, as below, then choose “Try again”. If it was moved on purpose, remove the hostname. Otherwise it is removed by itself after 30 days, once its TXT record is not there any more.",
      tone: "danger",
    };
  }
  const failure = errors.map(({ code }) => code).find(isFailure);
  if (failure !== undefined) return troubles[failure];
  if (lifecycleStatus !== "error") return null;
  return {
    title: "It could not be set up",
    advice: "Choose “Try again” to start over, with the TXT record of step 1 in place.",
    tone: "danger",
  };
}

function isFailure(code: string): code is HostnameFailure {
  return Object.hasOwn(troubles, code);
}

/** Its records are as they were, or are so again. */
const unserved: Trouble = {
  title: "Cloudflare does not serve this name any more",
  advice:
    "People were taken off this address at once. The name leads here: choose “Try again”, with the TXT record of step 1 in place. If you do not need it any more, remove the hostname. Otherwise it is removed by itself after 30 days, once its TXT record is not there any more.",
  tone: "danger",
};

const troubles: Readonly<Record<HostnameFailure, Trouble>> = {
  validation_timed_out: {
    title: "Nobody could see in time that the name leads here",
    advice:
      "Look through the records below. When all of them are in place, the TXT record of step 1 too, choose “Try again” to start over.",
    tone: "danger",
  },
  certificate_timed_out: {
    title: "The certificate could not be issued in time",
    advice:
      "If there is a CAA record, it has to allow Cloudflare’s authorities: see below. Then choose “Try again” to start over, with the TXT record of step 1 in place.",
    tone: "danger",
  },
  certificate_expired: {
    title: "The certificate has expired",
    advice:
      "It could not be renewed, most often because the name does not lead here any more. See that the records below are in place, the TXT record of step 1 too, then choose “Try again”.",
    tone: "danger",
  },
  blocked: {
    title: "Cloudflare blocks this name",
    advice:
      "Most often the domain is in another Cloudflare account that keeps others from using it. Ask whoever manages it there to lift the “zone hold”, then choose “Try again” with the TXT record of step 1 in place.",
    tone: "danger",
  },
  name_refused: {
    title: "Cloudflare does not accept this name",
    advice: "It is on a list of names that nobody can use, or not one it can serve. Remove it and use another one.",
    tone: "danger",
  },
  quota_exceeded: {
    title: "There is no room for more hostnames at the moment",
    advice: "That is ours to mend, not yours. It goes on by itself; if it takes longer than a day, ask your operator.",
    tone: "warning",
  },
  cloudflare_unreachable: {
    title: "Cloudflare does not answer at the moment",
    advice: "There is nothing for you to do: we try again by ourselves.",
    tone: "warning",
  },
};
