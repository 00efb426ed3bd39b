import type { JSX } from "solid-js";
import { buttonClass } from "../button.tsx";
import { ChevronDownIcon } from "../icons.tsx";
import { Menu } from "../menu.tsx";
import { auditQueryOf, type AuditSearch } from "./search.ts";

const formats = [
  { format: "csv", label: "CSV, for spreadsheets" },
  { format: "jsonl", label: "JSON lines, for programs" },
] as const;

/** Downloads what the filters leave. The browser receives it as it is made, and says so itself when it breaks off. */
export function ExportMenu(props: { readonly path: string; readonly search: AuditSearch }): JSX.Element {
  const download = (format: string) => {
    const query = new URLSearchParams({ format, ...auditQueryOf(props.search, Date.now()) });
    const link = document.createElement("a");
    link.href = `${props.path}?${query.toString()}`;
    link.download = "";
    link.click();
  };
  return (
    <Menu
      label="Export"
      triggerClass={buttonClass("secondary")}
      trigger={
        <>
          Export
          <ChevronDownIcon class="size-4" />
        </>
      }
      groups={[formats.map(({ format, label }) => ({ label, onSelect: () => download(format) }))]}
    />
  );
}
