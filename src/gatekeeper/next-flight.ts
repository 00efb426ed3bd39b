/** What one request lends to the flights it boards. */
export interface Crew {
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Keeps work going whose request has ended: `waitUntil`. */
  readonly anchor: (work: Promise<unknown>) => void;
}

/** What came back with a flight, and which of its answers is one's own. */
export interface Landing<Answer> {
  readonly answer: Answer;
  readonly seat: number;
  /** When it left, by this isolate's clock. */
  readonly departedAt: number;
}

interface Flight<Question, Answer> {
  readonly questions: Question[];
  readonly seats: Map<string, number>;
  readonly landing: Promise<{ readonly answer: Answer; readonly departedAt: number }>;
}

interface Gate<Question, Answer> {
  /** Not left yet: the one to board. */
  boarding: Flight<Question, Answer> | null;
  /** On its way. */
  airborne: Promise<unknown> | null;
}

/**
 * Brings the questions of many requests in one isolate to their destination in one call: whoever comes while a call is
 * on its way boards the next one. Nobody joins a call that has left. Its answer may have been formed before a revocation
 * that was acknowledged before the question was asked, and would admit what was revoked.
 *
 * A flight is led by the request that opened it and goes on without it, by its anchor. Should it never land all the
 * same, its passengers leave it after a while and open another.
 */
export class NextFlights<Question, Answer> {
  readonly #gates = new Map<string, Gate<Question, Answer>>();
  readonly #now: () => number;
  readonly #seats: number;

  constructor(now: () => number, seats: number) {
    this.#now = now;
    this.#seats = seats;
  }

  /**
   * @param name of the question: two with one name to one destination share a seat
   * @param call with its own request's means, because nothing that talks to the outside may be shared between requests
   * @returns null when neither a first nor a second flight landed
   */
  async board(
    destination: string,
    question: Question,
    name: string,
    call: (questions: readonly Question[]) => Promise<Answer>,
    crew: Crew,
  ): Promise<Landing<Answer> | null> {
    for (const patience of patiences) {
      const gate = this.#gateTo(destination);
      const flight = this.#flightWithRoom(gate, destination, call, crew);
      const seat = seatIn(flight, question, name);
      const landed = await Promise.race([flight.landing, crew.wait(patience)]);
      if (landed !== undefined) return { ...landed, seat };
      if (gate.boarding === flight) gate.boarding = null;
    }
    return null;
  }

  #gateTo(destination: string): Gate<Question, Answer> {
    let gate = this.#gates.get(destination);
    if (gate === undefined) {
      gate = { boarding: null, airborne: null };
      this.#gates.set(destination, gate);
    }
    return gate;
  }

  #flightWithRoom(
    gate: Gate<Question, Answer>,
    destination: string,
    call: (questions: readonly Question[]) => Promise<Answer>,
    crew: Crew,
  ): Flight<Question, Answer> {
    if (gate.boarding !== null && gate.boarding.questions.length < this.#seats) return gate.boarding;
    const questions: Question[] = [];
    const landing = this.#fly(gate, destination, () => flight, call, crew);
    const flight: Flight<Question, Answer> = { questions, seats: new Map(), landing };
    gate.boarding = flight;
    crew.anchor(landing);
    return flight;
  }

  async #fly(
    gate: Gate<Question, Answer>,
    destination: string,
    flight: () => Flight<Question, Answer>,
    call: (questions: readonly Question[]) => Promise<Answer>,
    crew: Crew,
  ): Promise<{ readonly answer: Answer; readonly departedAt: number }> {
    // Even with nothing ahead, whoever asks in the same moment comes along.
    await (gate.airborne === null ? null : Promise.race([gate.airborne, crew.wait(longestQueueMilliseconds)]));
    // Closed before it leaves: from here on nobody boards.
    if (gate.boarding === flight()) gate.boarding = null;
    const departedAt = this.#now();
    const answered = call(flight().questions);
    const airborne = answered.then(nothing, nothing);
    gate.airborne = airborne;
    try {
      return { answer: await answered, departedAt };
    } finally {
      if (gate.airborne === airborne) gate.airborne = null;
      if (gate.airborne === null && gate.boarding === null) this.#gates.delete(destination);
    }
  }
}

function seatIn<Question>(
  { questions, seats }: Pick<Flight<Question, unknown>, "questions" | "seats">,
  question: Question,
  name: string,
): number {
  const taken = seats.get(name);
  if (taken !== undefined) return taken;
  seats.set(name, questions.length);
  return questions.push(question) - 1;
}

/** How long passengers wait for a first and a second flight: the second may be the one that loads a cold gatekeeper. */
const patiences = [2_500, 7_000];

/** A flight that stays away this long does not hold up the next. */
const longestQueueMilliseconds = 1_000;

const nothing = (): void => {};
