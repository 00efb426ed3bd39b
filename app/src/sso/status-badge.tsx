import type { JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import type { SsoProvider } from "../api.gen/types.gen.ts";
import { providerStatus, statusNames, statusTones } from "./provider-status.ts";

export function StatusBadge(props: { readonly provider: SsoProvider }): JSX.Element {
  const status = () => providerStatus(props.provider);
  return <Badge tone={statusTones[status()]}>{statusNames[status()]}</Badge>;
}
