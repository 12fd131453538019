import { TacitError } from '@tacit-rec/pack'
import table from './prices.json' with { type: 'json' }
import type { Usage } from './types.ts'

/** US dollars per million tokens. */
export interface Price {
  input: number
  output: number
}

/** What a model costs, by the table in `prices.json`; undefined where it is not listed. */
export function priceOf(model: string): Price | undefined {
  return (table.models as Record<string, Price>)[model]
}

/** Tokens of a text, roughly: one per four bytes of UTF-8, which errs upwards for most scripts. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}

export function costOf({ input, output }: Usage, price: Price): number {
  return (input * price.input + output * price.output) / 1e6
}

/** What calls have cost, and whether the next may be made. */
export class Budget {
  /** Calls answered, and the tokens of all, those of lost attempts estimated. */
  calls = 0
  readonly usage: Usage = { input: 0, output: 0 }
  /** US dollars spent. */
  cost = 0
  #most: number
  /** Dollars that calls under way may still cost. */
  #held = 0
  /** Tokens of the longest answer so far: some models think aloud. */
  #longest = 0

  /** @param most US dollars; infinite unless given */
  constructor(most = Number.POSITIVE_INFINITY) {
    this.#most = most
  }

  /**
   * Makes a call if its estimated cost fits in beside what is spent and under way. An answer is
   * thought to be as long as the longest so far. An attempt that is lost may have to be paid
   * all the same: it counts as estimated, and the next has to fit in, too.
   *
   * @param call is given what it tells a lost attempt
   * @throws TacitError `intents/max-cost` before the call or an attempt, where it does not
   */
  async spend<T extends { usage: Usage }>(
    estimate: Usage,
    price: Price | undefined,
    call: (lost: () => void) => Promise<T>,
  ): Promise<T> {
    const output = estimate.output && Math.max(estimate.output, this.#longest)
    const usage = { input: estimate.input, output }
    const expected = price ? costOf(usage, price) : 0
    this.#assertLeft(expected)
    this.#held += expected
    try {
      const answer = await call(() => {
        this.#pay(usage, price)
        this.#assertLeft(0)
      })
      this.calls++
      this.#longest = Math.max(this.#longest, answer.usage.output)
      this.#pay(answer.usage, price)
      return answer
    } finally {
      this.#held -= expected
    }
  }

  #assertLeft(expected: number): void {
    if (this.cost + this.#held + expected > this.#most)
      throw new TacitError(
        'intents/max-cost',
        `--max-cost ${this.#most}: $${this.cost.toFixed(4)} spent after ${this.calls} calls and the ` +
          'next might cost more than is left: raise it and run the command again; what was ' +
          'answered is kept and costs nothing',
      )
  }

  #pay({ input, output }: Usage, price: Price | undefined): void {
    this.usage.input += input
    this.usage.output += output
    if (price) this.cost += costOf({ input, output }, price)
  }
}
