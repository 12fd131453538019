import { TacitError } from '@tacit-rec/pack'
import table from './prices.json' with { type: 'json' }
import type { Usage } from './types.ts'

/** US dollars per million tokens. */
export interface Price {
  input: number
  output: number
}

const MODELS = new Map<string, Price>(Object.entries(table.models))

/** The price of a model in `prices.json`; undefined if it is not listed. */
export function priceOf(model: string): Price | undefined {
  return MODELS.get(model)
}

/** Estimated tokens of a text: one per four bytes of UTF-8, too many for most scripts. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 4)
}

export function costOf({ input, output }: Usage, price: Price): number {
  return (input * price.input + output * price.output) / 1e6
}

/** Counts the cost of calls, and stops before a call that might exceed the limit. */
export class Budget {
  /** Answered calls. */
  calls = 0
  /** Tokens of all calls; those of lost attempts are estimates. */
  readonly usage: Usage = { input: 0, output: 0 }
  /** US dollars spent. */
  cost = 0
  #maxCost: number
  /** Estimated dollars of the calls in progress. */
  #reserved = 0
  /** Tokens of the longest answer so far: some models write more than the JSON. */
  #longest = 0

  /** @param maxCost US dollars; default: no limit */
  constructor(maxCost = Number.POSITIVE_INFINITY) {
    this.#maxCost = maxCost
  }

  /**
   * Makes a call if the money spent, the estimates of calls in progress and its own estimate stay
   * within the limit. The answer is estimated to be as long as the longest so far. A lost attempt
   * may be billed: it counts as estimated, and the next attempt must fit too.
   *
   * @param call calls `lost` after every lost attempt
   * @throws TacitError `intents/max-cost` before a call or attempt that does not fit
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
    this.#reserved += expected
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
      this.#reserved -= expected
    }
  }

  #assertLeft(expected: number): void {
    if (this.cost + this.#reserved + expected > this.#maxCost)
      throw new TacitError(
        'intents/max-cost',
        `--max-cost ${this.#maxCost}: $${this.cost.toFixed(4)} spent after ${this.calls} calls, ` +
          'and the next call might exceed the limit: raise it and run the command again; stored ' +
          'answers cost nothing',
      )
  }

  #pay({ input, output }: Usage, price: Price | undefined): void {
    this.usage.input += input
    this.usage.output += output
    if (price) this.cost += costOf({ input, output }, price)
  }
}
