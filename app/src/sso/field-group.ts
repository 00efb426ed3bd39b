import type { SsoProvider } from "../api.gen/types.gen.ts";
import type { Draft } from "./provider-draft.ts";

/** What a group of a provider's fields is given. */
export interface FieldGroupProps {
  readonly draft: Draft;
  readonly saved: SsoProvider;
  /** What is wrong with a field, by its name in the API. */
  readonly errors: Readonly<Partial<Record<string, string>>>;
  readonly onChange: (more: Partial<Draft>) => void;
}
