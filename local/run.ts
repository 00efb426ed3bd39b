import { startPlatform } from "./platform.ts";
import type { Platform, PlatformOptions } from "./platform.ts";
import { PlatformRefusal } from "./refusal.ts";
import { seed } from "./seed.ts";
import { seededOperator } from "./seed-data.ts";
import { endTools } from "./tools.ts";
import { say, warn, workerLine } from "./terminal.ts";

/** The state that `npm start` and `npm run dev` share. */
const mainState = "main";

const defaultPort = 8787;

/** How long stopping may take before the process ends anyway; its children then end with it or at the next start. */
const stopLimitMs = 15_000;

/**
 * Runs the platform in this terminal until it is told to stop.
 *
 * @param onReady may return what has to stop before the platform does
 */
export async function runPlatform(
  onReady: (platform: Platform) => Promise<(() => Promise<void>) | void>,
): Promise<void> {
  let stopping = false;
  const starting = startPlatform(platformOptions());
  const stop = async (): Promise<void> => {
    // Ctrl-C may arrive more than once: from the terminal, from npm and from our own parent.
    if (stopping) return;
    stopping = true;
    say("\nStopping.");
    setTimeout(() => process.exit(1), stopLimitMs).unref();
    endTools();
    const platform = await starting.catch(() => null);
    await (
      await follower
    )?.();
    await platform?.stop();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => void stop());
  // The parent is gone: nobody is left who could stop us.
  process.once("disconnect", () => void stop());

  const follower = starting.then(
    (platform) => (stopping ? undefined : onReady(platform)),
    (error: unknown) => {
      // A failure while stopping is not news.
      if (stopping) return undefined;
      if (!(error instanceof PlatformRefusal)) throw error;
      warn(error.message);
      process.exit(1);
    },
  );
  await follower;
}

function platformOptions(): PlatformOptions {
  const given = process.env["PORT"];
  const port = given === undefined || given === "" ? defaultPort : Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    warn(`PORT is ${given}, which is not a port.`);
    process.exit(1);
  }
  return {
    port,
    seed,
    state: mainState,
    cron: true,
    handlesSignals: true,
    operators: [seededOperator.email],
    report: workerLine,
  };
}
