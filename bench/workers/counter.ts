import { DurableObject } from "cloudflare:workers";

/** The least an object can do that still notices when it has been replaced: read its storage once. */
export class Counter extends DurableObject {
  constructor(context: DurableObjectState, env: unknown) {
    super(context, env as never);
    context.storage.sql.exec("create table if not exists counter (only integer primary key, revision integer) strict");
    context.storage.sql.exec("insert into counter values (1, 1) on conflict do nothing");
  }

  revision(): number {
    return Number(this.ctx.storage.sql.exec("select revision from counter").one()["revision"]);
  }
}

export default {};
