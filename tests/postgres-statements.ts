/**
 * Reads what a client of PostgreSQL sends on one connection (PostgreSQL documentation, "Message Formats") and tells the
 * texts of its statements, in order. The values they are bound to stay where they are.
 */
export class StatementReader {
  #rest: Buffer = Buffer.alloc(0);
  #isStarted = false;

  /** The statements that are complete with this piece. */
  read(data: Buffer): string[] {
    this.#rest = Buffer.concat([this.#rest, data]);
    const statements: string[] = [];
    for (let message = this.#next(); message !== null; message = this.#next()) {
      if (message.type === "Q") statements.push(textOf(message.body, 0));
      // Parse: the name of the prepared statement, then its text.
      if (message.type === "P") statements.push(textOf(message.body, message.body.indexOf(0) + 1));
    }
    return statements;
  }

  /** The first message of a connection has no type. */
  #next(): { readonly type: string; readonly body: Buffer } | null {
    const typeLength = this.#isStarted ? 1 : 0;
    if (this.#rest.length < typeLength + 4) return null;
    const end = typeLength + this.#rest.readInt32BE(typeLength);
    if (this.#rest.length < end) return null;
    const type = this.#isStarted ? String.fromCharCode(this.#rest[0] ?? 0) : "start";
    const body = this.#rest.subarray(typeLength + 4, end);
    this.#rest = this.#rest.subarray(end);
    this.#isStarted = true;
    return { type, body };
  }
}

function textOf(body: Buffer, from: number): string {
  return body.toString("utf8", from, body.indexOf(0, from));
}
