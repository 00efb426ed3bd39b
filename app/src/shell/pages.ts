import type { Action } from "../../../src/authorization/action.ts";
import { DeviceIcon, GlobeIcon, HomeIcon, KeyIcon, LogIcon, PeopleIcon, SlidersIcon } from "../../../ui/icons.tsx";
import type { NavigationItem } from "../../../ui/navigation.tsx";

interface Page extends NavigationItem {
  /** What one must be allowed to do for the page to be of any use. */
  readonly action: Action;
}

const pages: readonly Page[] = [
  { href: "/", label: "Dashboard", icon: HomeIcon, action: "me:read" },
  { href: "/members", label: "Members", icon: PeopleIcon, action: "members:read" },
  { href: "/audit-log", label: "Audit log", icon: LogIcon, action: "audit-logs:read" },
  { href: "/sessions", label: "Sessions", icon: DeviceIcon, action: "sessions:read" },
  { href: "/sso", label: "Single sign-on", icon: KeyIcon, action: "sso:read" },
  { href: "/org/settings/domains", label: "Domains", icon: GlobeIcon, action: "hostnames:read" },
  { href: "/settings", label: "Settings", icon: SlidersIcon, action: "settings:update" },
];

/** The navigation of somebody who may do these things. */
export function pagesFor(may: (action: Action) => boolean): readonly NavigationItem[] {
  return pages.filter(({ action }) => may(action));
}
