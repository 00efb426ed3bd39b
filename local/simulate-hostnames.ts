import { simulateHostnames } from "../simulator/hostnames/simulate.ts";

/* `npm run simulate:hostnames`: how long tenants' hostnames wait, and how many calls to Cloudflare that takes. */
process.exit(await simulateHostnames((line) => console.info(line)));
