import type { Consent, ConsentAdapter } from '../types.ts'

/**
 * Combines adapters: one no is a no; a yes needs a yes of one and a no of none.
 *
 * @example
 * createRecommender({ edge: 'https://edge.example', consent: fromAll(fromGpc(), fromTcf()) })
 */
export function fromAll(...adapters: readonly ConsentAdapter[]): ConsentAdapter {
  return {
    name: adapters.map(({ name }) => name).join('+'),
    start(report) {
      const read = new Map<ConsentAdapter, Consent>()
      const stops = adapters.map((adapter) =>
        adapter.start((reading) => {
          read.set(adapter, reading)
          const all = [...read.values()]
          if (all.includes('denied')) report('denied')
          else report(all.includes('granted') ? 'granted' : 'pending')
        }),
      )
      return () => {
        for (const stop of stops) stop()
      }
    },
  }
}
