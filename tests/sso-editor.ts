import type { Client, Json, Reply } from "./client.ts";
import { enforcementPath, historyPath, providerBody, providersPath } from "./sso-world.ts";

/** What an admin has asked for, and what they heard. */
export interface Attempt {
  readonly actor: string;
  readonly act: "created" | "updated" | "restored" | "deleted" | "enforcement";
  /** A provider's id, or `enforcement`. */
  readonly subject: string;
  /** The version that was named; null for none. */
  readonly expected: number | null;
  readonly wanted: Json;
  readonly reply: Reply;
}

/** Numbers that look random and are the same again from the same seed (mulberry32). */
function diceOf(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

/** An admin who edits by what they saw last, which others have changed since as often as not. */
export class Editor {
  readonly attempts: Attempt[] = [];
  readonly #client: Client;
  readonly #id: string;
  readonly #roll: (sides: number) => number;
  readonly #seen = new Map<string, number>();
  #turn = 0;

  constructor(client: Client, id: string, seed: number) {
    this.#client = client;
    this.#id = id;
    this.#roll = diceOf(seed);
  }

  /** Looks at everything there is, and at what was deleted. */
  async look(): Promise<void> {
    const { items } = (await this.#client.get(`${historyPath}?limit=100`)).json;
    for (const { subject, version } of items.toReversed()) this.#seen.set(subject, version);
    if (!this.#seen.has("enforcement")) this.#seen.set("enforcement", 0);
  }

  async act(): Promise<void> {
    this.#turn += 1;
    const providers = [...this.#seen.keys()].filter((subject) => subject !== "enforcement");
    const subject = providers[this.#roll(providers.length)];
    const kind = this.#roll(20);
    if (kind === 0 || subject === undefined) await this.#create();
    else if (kind < 2) await this.#delete(subject);
    else if (kind < 6) await this.#restore(subject);
    else if (kind < 9) await this.#toggle();
    else await this.#update(subject);
    // Somebody has deleted it: only a look at the history says what of it can be restored.
    if (this.attempts.at(-1)?.reply.status === 404) await this.look();
  }

  /** Nobody else says this, and neither do they twice. */
  get #label(): string {
    return `${this.#id.slice(-8)} ${this.#turn}`;
  }

  async #create(): Promise<void> {
    const wanted = providerBody({ label: this.#label, domains: [`${this.#id.slice(-12)}-${this.#turn}.example`] });
    const options = { headers: { "idempotency-key": this.#label.replace(" ", "-") } };
    // Sent twice, as by somebody whose network is bad.
    const [reply] = await Promise.all([1, 2].map(() => this.#client.post(providersPath, wanted, options)));
    if (reply === undefined) return;
    this.#note("created", reply.json?.id ?? "nobody", null, wanted, reply);
  }

  async #update(subject: string): Promise<void> {
    const fields = {
      provisioning: this.#roll(2) === 0,
      maxAgeSeconds: this.#roll(1_000),
      acrValues: `urn:${this.#roll(1_000)}`,
      roleClaim: this.#roll(2) === 0 ? null : "groups",
    };
    const names = (Object.keys(fields) as (keyof typeof fields)[]).filter(() => this.#roll(2) === 0);
    const wanted = { label: this.#label, ...Object.fromEntries(names.map((name) => [name, fields[name]])) };
    const [expected, options] = this.#named(subject);
    const reply = await this.#client.patch(`${providersPath}/${subject}`, wanted, options);
    this.#note("updated", subject, expected, wanted, reply);
  }

  async #delete(subject: string): Promise<void> {
    const [expected, options] = this.#named(subject);
    const reply = await this.#client.delete(`${providersPath}/${subject}`, options);
    this.#note("deleted", subject, expected, {}, reply);
  }

  async #restore(subject: string): Promise<void> {
    const [expected, options] = this.#named(subject);
    const wanted = { version: 1 + this.#roll(Math.max(expected, 1)) };
    const reply = await this.#client.post(`${providersPath}/${subject}/restore`, wanted, options);
    this.#note("restored", subject, expected, wanted, reply);
  }

  async #toggle(): Promise<void> {
    const wanted = { enabled: this.#roll(2) === 0 };
    const [expected, options] = this.#named("enforcement");
    const reply = await this.#client.patch(enforcementPath, wanted, options);
    this.#note("enforcement", "enforcement", expected, wanted, reply);
  }

  #named(subject: string): [number, { headers: Record<string, string> }] {
    const expected = this.#seen.get(subject) ?? 0;
    return [expected, { headers: { "if-match": `"${expected}"` } }];
  }

  #note(act: Attempt["act"], subject: string, expected: number | null, wanted: Json, reply: Reply): void {
    this.attempts.push({ actor: this.#id, act, subject, expected, wanted, reply });
    const seen = reply.status === 412 ? reply.json.current : reply.json;
    if (typeof seen?.version === "number") this.#seen.set(subject, seen.version);
    if (reply.status === 204 && expected !== null) this.#seen.set(subject, expected + 1);
  }
}
