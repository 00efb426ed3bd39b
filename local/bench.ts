import { bench } from "../bench/main.ts";

/* `npm run bench`: how fast Gatehouse is, beside what people would otherwise run. */
process.exit(await bench(process.argv.slice(2)));
