import { benchAudit } from "../bench/audit.ts";
import { bench } from "../bench/main.ts";

/* `npm run bench`: how fast Gatehouse is, beside what people would otherwise run; `npm run bench -- audit`: what the chain costs. */
const [first, ...rest] = process.argv.slice(2);
process.exit(await (first === "audit" ? benchAudit(rest) : bench(process.argv.slice(2))));
