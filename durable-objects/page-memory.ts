import { mayAct } from "../src/authorization/policy.ts";
import { roles, type Role } from "../src/authorization/role.ts";
import type { EditedDocument, Editor, OpenSession } from "../src/gatekeeper/contract.ts";
import { fullAllowance, type Allowance } from "./allowance.ts";

/** What a page's socket remembers while the object hibernates: its attachment, of which the runtime keeps two kilobytes. */
export interface PageMemory {
  readonly expiresAt: number;
  /** Messages it has sent that no page of ours sends, or not to whom it is. */
  readonly heard: number;
  /** How much it may still say of what it edits. */
  readonly allowance: Allowance;
  /** Whose page it is; null where they may edit nothing, and nothing is told of others' editing. */
  readonly editor: (Editor & { readonly role: Role }) | null;
  readonly editing: EditedDocument | null;
}

export function memoryOf(socket: WebSocket): PageMemory {
  return { ...nothing, ...(socket.deserializeAttachment() as Partial<PageMemory> | null) };
}

export function remember(socket: WebSocket, memory: PageMemory): void {
  socket.serializeAttachment(memory);
}

/** What is remembered of a page that has just been let in. */
export function newMemory({ userId, name, role, expiresAt }: OpenSession, now: number): PageMemory {
  const editor = editingRoles.includes(role) ? { userId, name: name.slice(0, longestName), role } : null;
  return { ...nothing, expiresAt, editor, allowance: fullAllowance(now) };
}

/** Whether somebody may edit a document: then they may also say that they do, and learn who else does. */
export function mayEdit(role: Role, document: EditedDocument): boolean {
  return mayAct(role, document === "settings" ? "settings:update" : "sso:update");
}

export const editingRoles: readonly Role[] = roles.filter(
  (role) => mayEdit(role, "settings") || mayEdit(role, "sso-enforcement"),
);

/** Everybody who edits something by these memories, each person once, in the order they are found. */
export function editorsIn(
  memories: readonly PageMemory[],
  now: number,
): ReadonlyMap<EditedDocument, readonly Editor[]> {
  const found = new Map<EditedDocument, Map<string, Editor>>();
  for (const { editing, editor, expiresAt } of memories) {
    if (editing === null || editor === null || expiresAt <= now) continue;
    const editors = found.get(editing) ?? new Map<string, Editor>();
    found.set(editing, editors.set(editor.userId, { userId: editor.userId, name: editor.name }));
  }
  return new Map([...found].map(([document, editors]) => [document, [...editors.values()]]));
}

const nothing: PageMemory = {
  expiresAt: Infinity,
  heard: 0,
  allowance: fullAllowance(0),
  editor: null,
  editing: null,
};

/** No name is longer; of one that were, the rest would not fit. */
const longestName = 200;
