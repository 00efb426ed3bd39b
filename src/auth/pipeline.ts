import { Connection } from "../database/connection.ts";
import { ControlDb, tenantDbFor } from "../database/control-db.ts";
import { isDatabaseUnavailable } from "../database/failure.ts";
import { tenantScope } from "../database/tenant-scope.ts";
import type { Egress } from "../egress/egress.ts";
import { gatekeeperOf } from "../gatekeeper/stub.ts";
import { unlessLate } from "../time-limit/time-limit.ts";
import type { Ceremony } from "../identity/ceremony.ts";
import type { IdentityHealth, IdentityVisit } from "../identity/rpc.ts";
import { withoutValues } from "../log/error-description.ts";
import { logFailure, type LoggedFailure } from "../log/log.ts";
import { failure, type Result } from "../result/result.ts";
import { Seal } from "../secrets/seal.ts";
import { tenantSecret } from "../sessions/cookie.ts";
import { egressOf } from "../sso/outgoing.ts";
import type { AuthConfig, AuthEnv } from "./config.ts";

type Context = Pick<ExecutionContext, "waitUntil">;

/** What every call of the auth worker goes through: a connection of its own, and one place that knows what broke. */
export class AuthPipeline {
  readonly #config: AuthConfig;
  readonly #seal: Seal;
  /** The way out to identity providers. */
  readonly egress: Egress;

  constructor(config: AuthConfig) {
    this.#config = config;
    this.#seal = new Seal(() => config.keyRing.current());
    this.egress = egressOf(config);
  }

  get seal(): Seal {
    return this.#seal;
  }

  /**
   * Runs a ceremony for the visit the server has established; only the server can call this worker. A database out
   * of reach is an answer, everything else that is thrown is a bug and stays one.
   */
  async ceremony<Value, Failure>(
    visit: IdentityVisit,
    env: AuthEnv,
    context: Context,
    run: (ceremony: Ceremony) => Promise<Result<Value, Failure>>,
  ): Promise<Result<Value, Failure | "unavailable">> {
    const connection = this.#connect(env);
    const background: Promise<unknown>[] = [];
    const report = (what: LoggedFailure, error: unknown): void =>
      logFailure(what, { requestId: visit.requestId, organizationId: visit.organizationId }, error);
    try {
      return await run({
        visit,
        database: tenantDbFor(tenantScope(visit.organizationId), connection),
        secret: await tenantSecret(this.#config.sessionSecret.reveal(), visit.organizationId),
        seal: this.#seal,
        egress: this.egress,
        gatekeeper: () => gatekeeperOf(env.COORDINATOR, visit.organizationId, visit.homeRegion),
        background: (work) => {
          background.push(work.catch((error: unknown) => report("ceremony.follow_up_failed", error)));
        },
      });
    } catch (error) {
      if (!isDatabaseUnavailable(error)) {
        report("ceremony.failed", error);
        throw withoutValues(error);
      }
      report("ceremony.database_unavailable", error);
      return failure("unavailable");
    } finally {
      context.waitUntil(Promise.all(background).then(() => connection.close()));
    }
  }

  /** Runs what needs the platform's own tables; the connection opens only if it is asked for. */
  async control<Value>(
    env: AuthEnv,
    context: Context,
    run: (control: () => ControlDb) => Promise<Value>,
  ): Promise<Value> {
    const connection = this.#connect(env);
    try {
      return await run(() => new ControlDb(connection));
    } catch (error) {
      logFailure("tokens.failed", {}, error);
      const clean = withoutValues(error);
      // The code that tells does not cross RPC, the message does.
      throw isDatabaseUnavailable(error) ? new Error(`The database is out of reach: ${clean.message}`) : clean;
    } finally {
      context.waitUntil(connection.close());
    }
  }

  async health(env: AuthEnv, context: Context): Promise<IdentityHealth> {
    const connection = this.#connect(env);
    const ask = (): Promise<unknown> => connection.query({ text: "select 1" });
    try {
      const answered = await unlessLate(healthMilliseconds, () => ask().then(() => true), false);
      return { database: answered ? "reachable" : "unreachable" };
    } finally {
      context.waitUntil(connection.close());
    }
  }

  #connect(env: AuthEnv): Connection {
    return new Connection({ connectionString: env.DB.connectionString, pipeline: this.#config.databasePipeline });
  }
}

const healthMilliseconds = 2_000;
