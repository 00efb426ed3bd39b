import { For, Show, type JSX } from "solid-js";

export interface Column<Row> {
  /** Also names the value on a phone, where there is no header row. */
  readonly header: string;
  readonly cell: (row: Row) => JSX.Element;
  /** `title`: what the row is about, first and without a name on a phone. `actions`: its menu, in the corner there. */
  readonly kind?: "title" | "value" | "actions";
  readonly align?: "start" | "end";
  /** The column's share on a wide screen, as a class such as `w-40`. */
  readonly width?: string;
  /** Left out where it would only crowd. */
  readonly hiddenOnPhone?: boolean;
}

export interface DataTableProps<Row> {
  /** Read out before the table. */
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
}

/**
 * Rows of the same kind. On a phone every row becomes a card; the roles are spelled out because a table that is laid
 * out as anything else loses them.
 */
export function DataTable<Row>(props: DataTableProps<Row>): JSX.Element {
  return (
    <table role="table" class="block w-full text-left text-base md:table md:table-fixed">
      <caption class="sr-only">{props.caption}</caption>
      <thead role="rowgroup" class="sr-only md:not-sr-only md:table-header-group">
        <tr role="row" class="md:border-b md:border-line">
          <For each={props.columns}>
            {(column) => (
              <th
                role="columnheader"
                scope="col"
                class={`px-3 py-2.5 text-xs font-medium text-muted first:pl-5 last:pr-5 ${column.width ?? ""} ${column.align === "end" ? "text-right" : ""}`}
              >
                <span class={column.kind === "actions" ? "sr-only" : ""}>{column.header}</span>
              </th>
            )}
          </For>
        </tr>
      </thead>
      <tbody role="rowgroup" class="block divide-y divide-line md:table-row-group">
        <For each={props.rows}>
          {(row) => (
            <tr
              role="row"
              class="relative grid gap-y-1.5 px-4 py-3.5 md:table-row md:p-0 md:hover:bg-[color-mix(in_oklab,var(--sunken)_45%,transparent)]"
            >
              <For each={props.columns}>{(column) => <Cell column={column} row={row} />}</For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  );
}

function Cell<Row>(props: { readonly column: Column<Row>; readonly row: Row }): JSX.Element {
  const kind = () => props.column.kind ?? "value";
  return (
    <td
      role="cell"
      class={`md:table-cell md:px-3 md:py-3 md:align-middle md:first:pl-5 md:last:pr-5 ${props.column.align === "end" ? "md:text-right" : ""}`}
      classList={{
        "block pr-11": kind() === "title",
        "absolute top-2.5 right-2 md:static": kind() === "actions",
        "flex items-baseline gap-3": kind() === "value" && props.column.hiddenOnPhone !== true,
        "hidden md:table-cell": props.column.hiddenOnPhone === true,
      }}
    >
      <Show when={kind() === "value"}>
        <span class="w-24 shrink-0 text-sm text-muted md:hidden" aria-hidden="true">
          {props.column.header}
        </span>
      </Show>
      {kind() === "value" ? (
        <div class="min-w-0 md:contents">{props.column.cell(props.row)}</div>
      ) : (
        props.column.cell(props.row)
      )}
    </td>
  );
}
