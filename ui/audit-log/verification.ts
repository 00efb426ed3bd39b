interface Finding {
  /** Where in the chain, if it is one place. */
  readonly sequence: number | null;
  readonly message: string;
}

/** What the API says of one stretch of the chain. */
export interface Stretch {
  readonly valid: boolean;
  readonly rows: number;
  readonly checkpoints: number;
  readonly through: number;
  readonly nextAfter: number | null;
  readonly found: number;
  readonly findings: readonly Finding[];
}

/** What is known of the log's integrity on this page. */
export type Verification =
  | { readonly kind: "unasked" }
  | { readonly kind: "under_way"; readonly through: number }
  | { readonly kind: "whole"; readonly through: number; readonly rows: number; readonly checkpoints: number }
  | { readonly kind: "broken"; readonly found: number; readonly findings: readonly Finding[] }
  | { readonly kind: "unanswered"; readonly error: unknown };

/** Verifies stretch by stretch to the end of the log, and says after each what is known. */
export async function* walkChain(ask: (after: number) => Promise<Stretch>): AsyncGenerator<Verification> {
  let [after, rows, checkpoints, found]: [number | null, number, number, number] = [0, 0, 0, 0];
  let isValid = true;
  const findings: Finding[] = [];
  let through = 0;
  yield { kind: "under_way", through };
  while (after !== null) {
    try {
      const stretch: Stretch = await ask(after);
      rows += stretch.rows;
      checkpoints += stretch.checkpoints;
      found += stretch.found;
      isValid &&= stretch.valid;
      findings.push(...stretch.findings);
      ({ through, nextAfter: after } = stretch);
    } catch (error) {
      yield { kind: "unanswered", error };
      return;
    }
    if (after !== null) yield { kind: "under_way", through };
  }
  yield isValid ? { kind: "whole", through, rows, checkpoints } : { kind: "broken", found, findings };
}
