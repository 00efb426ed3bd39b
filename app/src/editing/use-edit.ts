import { useRouteContext } from "@tanstack/solid-router";
import { createEffect, on, type Accessor } from "solid-js";
import { useMe } from "../session/me.tsx";
import type { EditedKind, Versioned } from "./document.ts";
import { createEdit, type Edit } from "./edit.ts";
import { draftPlace } from "./kept-draft.ts";

/**
 * An edit of a document by whoever is signed in: it begins with their draft of an earlier visit if there is one, and
 * merges what the live connection and answers bring.
 *
 * @param name under which the draft is kept, such as the {@link EditedDocument}
 * @param current the document as it is known; for what does not exist yet, one of version 0
 */
export function useEdit<Document extends Versioned, Draft extends object>(
  kind: EditedKind<Document, Draft>,
  name: string,
  current: Accessor<Document>,
): Edit<Document, Draft> {
  const me = useMe();
  const { drafts } = useRouteContext({ from: "__root__" })();
  const place = draftPlace(kind, { storage: drafts, userId: me().user.id, document: name, now: () => Date.now() });
  const edit = createEdit(kind, current(), place);
  createEffect(on(current, (document) => edit.take(document), { defer: true }));
  return edit;
}
