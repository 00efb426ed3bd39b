import { runPlatform } from "./run.ts";
import { say } from "./terminal.ts";
import { welcome } from "./welcome.ts";

say("Starting Gatehouse. The first time takes a minute, because everything is built and a database is made.");
await runPlatform(async (platform) => say(welcome(platform)));
