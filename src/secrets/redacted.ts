/**
 * A secret that shows itself to nobody but who asks for it by name: printed, put into a text, made JSON of, inspected
 * or copied, it is `[redacted]` or nothing.
 */
export class Redacted<Value> {
  readonly #value: Value;

  constructor(value: Value) {
    this.#value = value;
    Object.freeze(this);
  }

  reveal(): Value {
    return this.#value;
  }

  toString(): string {
    return redacted;
  }

  toJSON(): string {
    return redacted;
  }

  [Symbol.toPrimitive](): string {
    return redacted;
  }

  /** What util.inspect asks for, and with it console.log in Node and in workerd. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return redacted;
  }
}

const redacted = "[redacted]";
