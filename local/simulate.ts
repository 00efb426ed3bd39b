import { simulate } from "../simulator/simulate.ts";

/* `npm run simulate`: looks for a history in which Gatehouse breaks a promise. */
process.exit(await simulate(process.argv.slice(2)));
