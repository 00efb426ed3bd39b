/** Keys for the repetition of a request: the same for the same body, another as soon as anything in it is another. */
export interface CreationKeys {
  keyFor(body: object): string;
}

/**
 * A button pressed twice, or again after an answer was lost, makes one thing; a corrected form is another request,
 * which the server would refuse under the key of the first.
 *
 * @param newKey makes a key nobody has used
 */
export function creationKeys(newKey: () => string): CreationKeys {
  let last: { readonly body: string; readonly key: string } | null = null;
  return {
    keyFor(body) {
      const text = JSON.stringify(body);
      if (last?.body !== text) last = { body: text, key: newKey() };
      return last.key;
    },
  };
}
