import type { JSX } from "solid-js";
import { Badge } from "../../../ui/badge.tsx";
import type { Hostname } from "../api.gen/types.gen.ts";
import { statusNames, statusTones } from "./status.ts";

export function StatusBadge(props: { readonly hostname: Pick<Hostname, "lifecycleStatus"> }): JSX.Element {
  return (
    <Badge tone={statusTones[props.hostname.lifecycleStatus]}>{statusNames[props.hostname.lifecycleStatus]}</Badge>
  );
}
