import { createSignal, type Accessor } from "solid-js";
import type { EditedDocument, Editor, LiveMessage, PageMessage } from "../../../src/gatekeeper/contract.ts";
import { throttled } from "../live/throttle.ts";

/** Who edits what, as the live connection tells it, and what this page tells of itself. */
export interface Presence {
  editorsOf(document: EditedDocument): readonly Editor[];
  /** This page edits a document, until what is returned is called. Of several, the last that was begun is told. */
  begin(document: EditedDocument): () => void;
  /** What the live connection has brought. */
  hear(message: LiveMessage): void;
}

/** Who says more than this is cut off: see durable-objects/editors.ts. */
const pauseMilliseconds = 1_000;

export function createPresence(say: (message: PageMessage) => void): Presence {
  const [editors, setEditors]: [Accessor<Told>, (next: Told) => unknown] = createSignal<Told>(new Map());
  const begun: { readonly document: EditedDocument }[] = [];
  let said: EditedDocument | null = null;

  const tell = throttled(() => {
    const document = begun.at(-1)?.document ?? null;
    if (document === said) return;
    said = document;
    say({ type: "editing", document });
  }, pauseMilliseconds);

  return {
    editorsOf: (document) => editors().get(document) ?? [],
    begin: (document) => {
      const own = { document };
      begun.push(own);
      tell();
      return () => {
        begun.splice(begun.indexOf(own), 1);
        tell();
      };
    },
    hear: (message) => {
      if (message.type === "presence") {
        setEditors(new Map([...editors(), [message.document, message.editors]]));
      } else if (message.type === "hello") {
        // A new connection: the other end knows nothing of this page, and tells anew what there is to know.
        setEditors(new Map());
        said = null;
        tell();
      }
    },
  };
}

type Told = ReadonlyMap<EditedDocument, readonly Editor[]>;
