import { createSignal } from "solid-js";

export interface ToastMessage {
  readonly id: number;
  readonly tone: "info" | "success" | "danger";
  readonly text: string;
}

const mostAtOnce = 3;

const [messages, setMessages] = createSignal<readonly ToastMessage[]>([]);
let lastId = 0;

/** The toasts on the screen, oldest first. */
export { messages as toasts };

/** Says in passing that something has happened. What needs an answer, or must not be missed, is a Notice or a dialog. */
export function toast(text: string, tone: ToastMessage["tone"] = "success"): void {
  lastId += 1;
  const message = { id: lastId, tone, text };
  setMessages((shown) => [...shown.filter((one) => one.text !== text), message].slice(-mostAtOnce));
}

/** Takes all of them away: what they tell of is nobody's business who comes next. */
export function dismissToasts(): void {
  setMessages([]);
}

export function dismissToast(id: number): void {
  setMessages((shown) => shown.filter((one) => one.id !== id));
}
