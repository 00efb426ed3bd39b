import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { PlatformRefusal } from "./refusal.ts";

const running = new Set<ChildProcess>();
let ending = false;

/**
 * Runs one of the clone's own tools; its output is shown only when it fails.
 *
 * @throws PlatformRefusal with the tool's output
 */
export async function runTool(root: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  if (ending) throw new PlatformRefusal("Stopping.");
  const inherited = Object.entries(process.env).filter(([name]) => !/^(CLOUDFLARE|WRANGLER)_/.test(name));
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).finally(() => running.delete(child));
  if (code !== 0) throw new PlatformRefusal(`${args.join(" ")} failed:\n\n${output.trim()}`);
}

/** Ends every tool that runs, and lets none begin: the process is about to end and waits for nothing it would build. */
export function endTools(): void {
  ending = true;
  for (const child of running) child.kill();
}

process.once("exit", endTools);
