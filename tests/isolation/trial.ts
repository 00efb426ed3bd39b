import { expect } from "vitest";
import { ask, inTurns, Refusals, shapeOf, type Cell } from "./cell.ts";
import { allIsWritten, changesBetween, contentsOf, type Contents } from "./contents.ts";
import type { Refusal } from "./credentials.ts";
import { marksOf, namedOf, type Named } from "./named.ts";
import type { Stage } from "./stage.ts";

/** A cell and what is declared of it: a refusal, or that whoever asks is nobody. */
export interface Declared {
  readonly cell: Cell;
  readonly expected: Refusal | "as nobody";
}

/** Tries cells against what is declared of them, and looks at everything that is written down before and after. */
export class Trial {
  readonly stage: Stage;
  readonly a: Named;
  readonly #marks: readonly string[];
  readonly #refusals = new Refusals();
  #contents: Contents;
  readonly #names = new Set<string>();
  #cells = 0;

  private constructor(stage: Stage, a: Named, contents: Contents) {
    this.stage = stage;
    this.a = a;
    this.#marks = marksOf(a, stage.a);
    this.#contents = contents;
  }

  static async begin(stage: Stage): Promise<Trial> {
    await allIsWritten(stage);
    return new Trial(stage, await namedOf(stage, stage.a), await contentsOf(stage));
  }

  get counts(): { readonly cells: number; readonly kinds: number } {
    return { cells: this.#cells, kinds: this.#names.size };
  }

  /**
   * Every cell is answered as declared, shows nothing of A, and leaves nothing behind.
   *
   * @param writes the rows in the logs that are declared, by tenant and event
   * @param tells what of A the route tells everybody
   */
  async refused(
    cells: readonly Declared[],
    writes: Readonly<Record<string, number>> = {},
    tells: readonly string[] = [],
  ): Promise<void> {
    expect(cells.length).toBeGreaterThan(0);
    const nobody = cells.find(({ cell, expected }) => cell.name === "nobody" && expected === "as nobody");
    const reference = nobody && shapeOf(await ask(this.stage, nobody.cell));
    await inTurns(cells, async ({ cell, expected }) => {
      const reply = await ask(this.stage, cell);
      const name = `${cell.route.key}, ${cell.name}`;
      if (expected === "as nobody") expect(shapeOf(reply), name).toEqual(reference);
      else this.#refusals.expectRefusal(reply, expected, name);
      const leading = [...reply.headers.keys()].filter((header) =>
        /^(?:location|refresh|access-control-.*)$/.test(header),
      );
      expect(leading, name).toEqual([]);
      this.showsNothingOfA(reply.text + JSON.stringify([...reply.headers]), name, tells);
      this.#names.add(cell.name);
      this.#cells += 1;
    });
    await this.writtenSince(writes);
  }

  showsNothingOfA(answer: string, name: string, tells: readonly string[] = []): void {
    const shown = this.#marks.filter((mark) => !tells.includes(mark) && answer.includes(mark));
    expect(shown, `${name} shows of A`).toEqual([]);
  }

  /** Since the last time this was asked, nothing was written but these rows. */
  async writtenSince(events: Readonly<Record<string, number>> = {}): Promise<void> {
    const before = this.#contents;
    this.#contents = await contentsOf(this.stage);
    expect(changesBetween(before, this.#contents)).toEqual({ tables: [], events, gatekeepers: "unchanged" });
  }
}
