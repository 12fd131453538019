import type { Recommender } from '../calls.ts'
import { personOf } from '../elements/privacy/person.ts'
import type { Recommendations } from '../types.ts'

/** A listing that the page asked for while the devtools were open. */
export interface Asked {
  time: number
  call: string
  listing: Recommendations
}

/** The interests after one change of the history. */
export interface Moment {
  time: number
  /** Weight by label. */
  weights: Map<string, number>
}

export interface Recording {
  asked: Asked[]
  moments: Moment[]
  /** Codes of `error`, newest last. */
  errors: { time: number; code: string; message: string }[]
  /** Gives the recommender its own calls back. */
  stop(): void
}

const MAX = 50
const LISTS = ['recommend', 'search', 'similar', 'popular', 'recent', 'onboarding'] as const

/**
 * Writes down what a recommender answers, by standing in for its calls until `stop`.
 *
 * @param changed called after something was added
 */
export function record(recommender: Recommender, changed: () => void): Recording {
  const person = personOf(recommender)
  const asked: Asked[] = []
  const moments: Moment[] = []
  const errors: Recording['errors'] = []

  function add<T>(list: T[], value: T): void {
    list.push(value)
    if (list.length > MAX) list.shift()
    changed()
  }

  const own = Object.fromEntries(LISTS.map((name) => [name, recommender[name]]))
  for (const call of LISTS) {
    const answer = recommender[call] as (...args: unknown[]) => Promise<Recommendations>
    Object.assign(recommender, {
      async [call](...args: unknown[]) {
        const listing = await answer(...args)
        add(asked, { time: Date.now(), call, listing })
        return listing
      },
    })
  }

  async function look(): Promise<void> {
    const interests = await person.interests()
    const weights = new Map(interests.map(({ label, weight }) => [label, weight]))
    add(moments, { time: Date.now(), weights })
  }
  const stops = [
    person.onChange(() => void look()),
    recommender.on('error', (problem) => add(errors, { time: Date.now(), ...problem })),
  ]
  void look()
  return {
    asked,
    moments,
    errors,
    stop() {
      Object.assign(recommender, own)
      for (const stop of stops) stop()
    },
  }
}
