/**
 * Runs tasks one at a time, in the order they came. A task that throws fails for its caller alone. In memory: what
 * must survive the object is written down by the tasks themselves.
 *
 * Tasks of several requests share it, which is allowed inside one Durable Object only: its requests have one I/O context.
 */
export class TaskQueue {
  #tail: Promise<unknown> = Promise.resolve();

  run<Value>(task: () => Promise<Value>): Promise<Value> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => {});
    return result;
  }
}
