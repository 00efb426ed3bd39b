import { Show, type JSX } from "solid-js";
import { Notice } from "./notice.tsx";

export interface FormProps {
  /** Resolves when the server has answered; what was typed stays whatever it said. */
  readonly onSubmit: () => Promise<unknown>;
  /** What is wrong with the whole, above the fields: announced. */
  readonly error?: string | undefined;
  readonly children: JSX.Element;
  readonly class?: string;
}

/** A form that the server checks: after a refusal the first field with an error has the focus. */
export function Form(props: FormProps): JSX.Element {
  let form: HTMLFormElement | undefined;

  const submit = async () => {
    try {
      await props.onSubmit();
    } finally {
      // Errors are shown in the same turn as the answer arrives; in the next they are in the document.
      setTimeout(() => {
        // What is wrong with the whole stands at the top, which a long form may have scrolled away.
        form?.querySelector("[role='alert']")?.scrollIntoView({ block: "nearest" });
        form?.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
      });
    }
  };

  return (
    <form
      ref={(element) => (form = element)}
      novalidate
      class={`grid gap-4 ${props.class ?? ""}`}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Show when={props.error}>
        <Notice tone="danger" announce>
          {props.error}
        </Notice>
      </Show>
      {props.children}
    </form>
  );
}
