import type { Gatekeeper } from "../src/gatekeeper/contract.ts";
import type { Dice } from "./dice.ts";
import { connectionLost, type Method, type ObjectHost } from "./object-host.ts";
import type { VirtualTime } from "./virtual-time.ts";

/** How bad the network between isolates and gatekeepers is: probabilities for each call. */
export interface Weather {
  /** The call or its answer is lost; a lost call may still arrive later, when its caller has long been told. */
  readonly loss: number;
  /** It takes up to seconds instead of milliseconds. */
  readonly delay: number;
}

/** How much later than its caller was told of its loss a call may still arrive. */
export const latestArrivalMilliseconds = 3_000;

/** Carries calls from isolates to the gatekeeper: each takes its own time, so they overtake each other. */
export class Network {
  readonly #time: VirtualTime;
  readonly #host: ObjectHost;
  weather: Weather;

  constructor(time: VirtualTime, host: ObjectHost, weather: Weather) {
    this.#time = time;
    this.#host = host;
    this.weather = weather;
  }

  /** What an isolate calls a gatekeeper by. */
  stub(side: "near" | "far", dice: Dice): Gatekeeper {
    const call = (method: Method) => (argument: object) => this.#call(side, method, argument, dice);
    return new Proxy({} as Gatekeeper, { get: (_, method) => call(method as Method) });
  }

  #call(side: "near" | "far", method: Method, argument: object, dice: Dice): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const deliver = (): Promise<unknown> => this.#host.call(method, argument, side, dice);
      const later = (event: () => void): void => this.#time.after(this.#journey(dice), event);
      const fate = this.#fateOf(dice);
      switch (fate) {
        case "none":
          later(() => {
            deliver().then(
              (answer) => later(() => resolve(answer)),
              (error: unknown) => later(() => reject(error)),
            );
          });
          return;
        case "call-lost":
          later(() => reject(connectionLost()));
          return;
        case "call-late": {
          this.#time.after(dice.between(0, latestArrivalMilliseconds), () => void deliver().catch(() => {}));
          later(() => reject(connectionLost()));
          return;
        }
        case "answer-lost":
          later(() => {
            void deliver().catch(() => {});
            later(() => reject(connectionLost()));
          });
          return;
        case "silence":
          // As attempts.ts says it when it has waited long enough.
          later(() => void deliver().catch(() => {}));
          this.#time.after(12_000, () => reject(new Error("The gatekeeper did not answer in time")));
          return;
      }
    });
  }

  #journey(dice: Dice): number {
    return dice.usually(0.5, dice.happens(this.weather.delay) ? 2_500 : 40);
  }

  #fateOf(dice: Dice): "none" | "call-lost" | "call-late" | "answer-lost" | "silence" {
    if (!dice.happens(this.weather.loss)) return "none";
    const which = dice.roll();
    if (which < 0.2) return "call-lost";
    if (which < 0.4) return "call-late";
    return which < 0.9 ? "answer-lost" : "silence";
  }
}
