import { styleText } from "node:util";

/** A line of the platform about itself. */
export function say(text: string): void {
  console.info(text);
}

/** Something that went wrong and that somebody should see. */
export function warn(text: string): void {
  console.error(styleText("yellow", text));
}

/** What a Worker printed. Its runtime adds addresses inside its own binary to some errors, which help nobody. */
export function workerLine(text: string): void {
  const lines = text.split("\n").filter((line) => !line.startsWith("stack: "));
  console.info(styleText("dim", lines.join("\n")));
}

/** Rows of two columns, aligned. */
export function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([first]) => first.length));
  return rows.map(([first, second]) => `  ${styleText("bold", first.padEnd(width))}  ${second}`).join("\n");
}
