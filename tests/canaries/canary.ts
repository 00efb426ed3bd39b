/** Where a text can turn up. `mail` is what was e-mailed; `file` is whatever else rests on the disk. */
export type Place = "log" | "answer" | "database" | "file" | "mail";

/** Something secret, and the few spots where it belongs. */
export interface Canary {
  readonly name: string;
  readonly value: string;
  /** By place, the spots: `POST /api/org/invitations`, `invitations.id`, a file's name. */
  readonly belongs: Readonly<Partial<Record<Place, RegExp>>>;
}

/** A piece of what is searched, and what it is called. */
export interface Straw {
  readonly spot: string;
  readonly text: string;
}

/** The canaries of a run. */
export class Aviary {
  readonly canaries: Canary[] = [];

  /** Takes note of a secret, and gives it back. */
  plant(name: string, value: string, belongs: Canary["belongs"] = {}): string {
    if (value.length < 16) throw new Error(`${name} is too short to be told from chance`);
    this.canaries.push({ name, value, belongs });
    return value;
  }

  /** Every canary that sits where it does not belong, and where: names of both, never the secret. */
  strays(place: Place, straws: readonly Straw[]): string[] {
    const found: string[] = [];
    for (const canary of this.canaries) {
      const forms = formsOf(canary.value);
      const belongs = canary.belongs[place];
      for (const { spot, text } of straws) {
        if (belongs?.test(spot) === true) continue;
        const form = forms.find(([, shape]) => text.includes(shape));
        if (form !== undefined) found.push(`${canary.name}, ${form[0]}, in ${spot}`);
      }
    }
    return [...new Set(found)].toSorted();
  }
}

/** A text as it is, and in each way it may be written so that it can be had back. */
function formsOf(value: string): readonly (readonly [name: string, shape: string])[] {
  const bytes = Buffer.from(value, "utf8");
  const forms: [string, string][] = [
    ["as it is", value],
    ["in JSON", JSON.stringify(value).slice(1, -1)],
    ["percent-encoded", encodeURIComponent(value)],
    ["in hex", bytes.toString("hex")],
    ["in hex", bytes.toString("hex").toUpperCase()],
  ];
  for (const offset of [0, 1, 2]) {
    // Inside a longer text, base64 looks different by where the value begins; its first and last characters mix with
    // what is around it.
    const padded = Buffer.concat([Buffer.alloc(offset), bytes]);
    const whole = padded.toString("base64").replace(/=+$/, "");
    const core = whole.slice(offset === 0 ? 0 : offset + 1, padded.length % 3 === 0 ? undefined : -1);
    forms.push(["in base64", core], ["in base64url", core.replaceAll("+", "-").replaceAll("/", "_")]);
  }
  return forms;
}
