import { createEffect, createSignal, For, on, onCleanup, Show, type JSX } from "solid-js";
import { Button } from "../button.tsx";
import { CloseIcon, SearchIcon, WarningIcon } from "../icons.tsx";
import { SelectField, type SelectOption } from "../select.tsx";
import { TextField } from "../text-field.tsx";
import { changeAuditSearch, isNarrowed, whens, type AuditSearch, type WhenName } from "./search.ts";

export interface FilterBarProps {
  readonly search: AuditSearch;
  readonly onChange: (search: AuditSearch) => void;
  readonly categories: readonly SelectOption<string>[];
  /** Who may have acted, by the type of actor. */
  readonly actors: readonly SelectOption<string>[];
}

/** How long to wait for the next letter before asking. */
const typingPauseMilliseconds = 300;

const all = "all";

const whenOptions: readonly SelectOption<string>[] = [
  { value: all, label: "Any time" },
  ...Object.entries(whens).map(([value, { label }]) => ({ value, label })),
];

/** What to show of an audit log. Stands in the page's address, so that it can be shared and gone back to. */
export function FilterBar(props: FilterBarProps): JSX.Element {
  const change = <Name extends keyof AuditSearch>(name: Name, value: AuditSearch[Name] | undefined) =>
    props.onChange(changeAuditSearch(props.search, name, value));
  const chosen = (value: string) => (value === all ? undefined : value);
  const failuresOnly = () => props.search.outcome === "failure";
  return (
    <section aria-label="Filters" class="mb-4 grid gap-3">
      <div class="grid grid-cols-2 gap-2.5 max-lg:[&>:first-child]:col-span-2 lg:grid-cols-[minmax(12rem,1fr)_repeat(3,minmax(9rem,11rem))_auto]">
        <SearchField text={props.search.search ?? ""} onChange={(text) => change("search", text)} />
        <SelectField
          label="What"
          name="category"
          labelHidden
          options={[{ value: all, label: "Everything" }, ...props.categories]}
          value={props.search.category ?? all}
          onChange={(value) => change("category", chosen(value))}
        />
        <SelectField
          label="Who"
          name="who"
          labelHidden
          options={[{ value: all, label: "Anybody" }, ...props.actors]}
          value={props.search.who ?? all}
          onChange={(value) => change("who", chosen(value))}
        />
        <SelectField
          label="When"
          name="when"
          labelHidden
          options={whenOptions}
          value={props.search.when ?? all}
          onChange={(value) => change("when", chosen(value) as WhenName | undefined)}
        />
        <Button
          class="h-10 coarse:h-12"
          icon={WarningIcon}
          variant={failuresOnly() ? "primary" : "secondary"}
          aria-pressed={failuresOnly()}
          onClick={() => change("outcome", failuresOnly() ? undefined : "failure")}
        >
          Failures only
        </Button>
      </div>
      <Show when={isNarrowed(props.search)}>
        <div class="flex flex-wrap items-center gap-2">
          <For each={chips}>
            {({ name, label }) => (
              <Show when={props.search[name]}>
                {(value) => <Chip label={label} value={value()} onRemove={() => change(name, undefined)} />}
              </Show>
            )}
          </For>
          <Button size="small" variant="quiet" onClick={() => props.onChange({})}>
            Clear all filters
          </Button>
        </div>
      </Show>
    </section>
  );
}

const chips = [
  { name: "correlation", label: "Set off by" },
  { name: "actor", label: "Done by" },
  { name: "tenant", label: "Tenant" },
] as const;

function Chip(props: { readonly label: string; readonly value: string; readonly onRemove: () => void }): JSX.Element {
  return (
    <span class="inline-flex max-w-full items-center gap-1.5 rounded-full border border-line-strong bg-raised py-0.5 pr-1 pl-3 text-sm text-muted">
      {props.label} <span class="truncate font-mono text-xs text-ink">{props.value}</span>
      <button
        type="button"
        aria-label={`Remove: ${props.label} ${props.value}`}
        class="easing grid size-6 shrink-0 place-items-center rounded-full hover:bg-sunken hover:text-ink coarse:size-9"
        onClick={() => props.onRemove()}
      >
        <CloseIcon class="size-3.5" />
      </button>
    </span>
  );
}

function SearchField(props: { readonly text: string; readonly onChange: (text: string) => void }): JSX.Element {
  const [typed, setTyped] = createSignal("");
  let timer: ReturnType<typeof setTimeout> | undefined;
  onCleanup(() => clearTimeout(timer));
  // The address may change without typing: going back, or clearing the filters.
  createEffect(
    on(
      () => props.text,
      (text) => text !== typed().trim() && setTyped(text),
    ),
  );
  return (
    <TextField
      class="[&>label]:sr-only"
      label="Search"
      name="search"
      type="search"
      placeholder="Name, e-mail or id"
      maxLength={100}
      value={typed()}
      trailing={
        // A browser puts its own cross there once something is typed.
        <Show when={typed() === ""}>
          <SearchIcon class="mr-2 size-4 text-faint" />
        </Show>
      }
      onChange={(text) => {
        setTyped(text);
        clearTimeout(timer);
        timer = setTimeout(() => props.onChange(text), typingPauseMilliseconds);
      }}
    />
  );
}
