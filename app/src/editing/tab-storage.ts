import type { DraftStorage } from "./kept-draft.ts";

/** The tab's storage; where the browser refuses a page any, one that lasts as long as the page. */
export function openTabStorage(): DraftStorage {
  try {
    return window.sessionStorage;
  } catch {
    return memoryStorage();
  }
}

export function memoryStorage(): DraftStorage {
  const items = new Map<string, string>();
  return {
    get length() {
      return items.size;
    },
    key: (index) => [...items.keys()][index] ?? null,
    getItem: (key) => items.get(key) ?? null,
    setItem: (key, value) => void items.set(key, value),
    removeItem: (key) => void items.delete(key),
  };
}
