/** "App name", "App name and Colour", "App name, Colour and Sessions". */
export function listed(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}

/** Who else is editing: nobody is an empty sentence, and of many only the first are named. */
export function editorsSentence(names: readonly string[]): string {
  if (names.length === 0) return "";
  if (names.length <= namedAtMost)
    return `${listed(names)} ${names.length === 1 ? "is" : "are"} editing this right now.`;
  const unnamed = names.length - namedAtMost + 1;
  return `${listed([...names.slice(0, namedAtMost - 1), `${unnamed} others`])} are editing this right now.`;
}

const namedAtMost = 3;
