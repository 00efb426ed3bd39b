/** An expected outcome: success with a value, or a failure whose `reason` is one of a closed union. Plain data, so it crosses RPC. */
export type Result<Value, Failure> = Success<Value> | { readonly ok: false; readonly failure: Failure };

interface Success<Value> {
  readonly ok: true;
  readonly value: Value;
}

export function success<Value>(value: Value): Success<Value> {
  return { ok: true, value };
}

export function failure<const Failure>(reason: Failure): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: reason };
}
