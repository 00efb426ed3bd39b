import type { TenantDb } from "../../src/database/tenant-db.ts";
import type { Ceremony } from "../../src/identity/ceremony.ts";
import type { Subject } from "./subject.ts";

/** Something the Workers do with a tenant's database, aimed at a subject that may be somebody else's. */
export interface Operation {
  /** The file and the function: what tests/walls/operations.test.ts holds the source code to. */
  readonly of: string;
  readonly role: string;
  readonly run: (tools: Tools, subject: Subject) => Promise<unknown>;
  /** Why it could not tell that both walls are gone. */
  readonly silent?: string;
}

interface Tools {
  readonly db: TenantDb;
  readonly ceremony: Ceremony;
}
