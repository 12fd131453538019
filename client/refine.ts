import { problemOf } from './failure.ts'
import type { Answer, Query } from './messages.ts'
import type { Settings } from './options.ts'
import { formatPrice } from './price.ts'
import type { Facts, Recommendation } from './types.ts'
import { within } from './wait.ts'

/** Candidates that a function of the page is asked about ahead, at first. */
const AHEAD = 50
const MAX_ROUNDS = 40
/** Rounds in which a list is filled up again after live facts said that items are gone. */
const MAX_REFILLS = 4
/** Live words for what cannot be bought. */
const GONE = new Set(['out of stock', 'outofstock', 'discontinued', 'sold out', 'soldout'])

/** What it uses of a session. */
interface Context {
  settings: Settings
  emit(event: 'error', detail: { code: string; message: string }): void
}

/**
 * Refines a list on the page: with the site's live facts, and with a function that accepts items. What
 * is rejected is left out, and the list is made again without it, so that rules hold for what is shown.
 *
 * @throws `sdk/filter` if the function throws
 */
export async function refined(
  { settings, emit }: Context,
  ask: (query: Query) => Promise<Answer>,
  query: Query,
  filter: ((facts: Facts) => boolean) | null,
  placement: string | null,
): Promise<Answer> {
  const { hydrate, config } = settings
  if (!hydrate && !filter) return ask(query)
  const { currency, locale, timeout } = config
  const live = new Map<string, Facts>()
  const verdicts = new Map<string, boolean>()
  const rejected = new Set<string>()
  const without = (): Query => ({ ...query, exclude: [...(query.exclude ?? []), ...rejected] })

  const accepts = (item: Recommendation) => {
    if (isGone(live.get(item.id))) return false
    if (!filter) return true
    let verdict = verdicts.get(item.id)
    if (verdict === undefined) {
      try {
        verdict = Boolean(filter(item.facts))
      } catch (error) {
        throw Object.assign(new Error(problemOf(error).message), { code: 'sdk/filter' })
      }
      verdicts.set(item.id, verdict)
    }
    return verdict
  }

  let answer = await ask(without())
  for (let [round, ahead] = [0, AHEAD]; ; round++, ahead *= 4) {
    if (hydrate) answer = { ...answer, items: await freshen(answer.items) }
    const wrong = answer.items.filter((item) => !accepts(item))
    if (wrong.length === 0) break
    for (const { id } of wrong) rejected.add(id)
    if (round >= (filter ? MAX_ROUNDS : MAX_REFILLS)) {
      answer = { ...answer, items: answer.items.filter(accepts) }
      break
    }
    // Better asked about many at a time than once for each page that it rejects.
    if (filter) {
      const more = await ask({ ...without(), limit: ahead, min: 0, isPlain: true })
      for (const item of more.items) if (!accepts(item)) rejected.add(item.id)
    }
    answer = await ask(without())
  }
  if (answer.items.length > 0 || rejected.size === 0) return answer
  const reason = filter ? 'the filter accepts no item' : 'no item is left in stock'
  return { ...answer, ...(answer.code === 'ok' && { code: 'items/none', reason }) }

  /** Live facts over those of the pack; the pack's where the site does not answer in time. */
  async function freshen(items: Recommendation[]): Promise<Recommendation[]> {
    const unknown = items.map(({ id }) => id).filter((id) => !live.has(id))
    if (unknown.length > 0) await fetchFacts(unknown)
    return items.map((item) => {
      const facts: Facts = { ...item.facts, ...live.get(item.id), id: item.id }
      const price = formatPrice(facts.price, facts.currency ?? currency, locale)
      return { ...item, facts, ...(price !== null && { price }) }
    })
  }

  async function fetchFacts(ids: string[]): Promise<void> {
    const stop = new AbortController()
    try {
      const work = Promise.resolve(hydrate!(ids, { placement, signal: stop.signal }))
      const found: unknown = await within(work, { milliseconds: timeout })
      for (const facts of Array.isArray(found) ? found : [])
        if (typeof facts?.id === 'string') live.set(facts.id, facts)
    } catch (error) {
      stop.abort()
      const message = `hydrate: ${problemOf(error).message}: the pack's facts are shown`
      emit('error', { code: 'sdk/hydrate', message })
    }
    // An answer that lacks an item says nothing of it, and is not asked again.
    for (const id of ids) if (!live.has(id)) live.set(id, { id })
  }
}

function isGone(facts: Facts | undefined): boolean {
  const { availability, unlisted } = facts ?? {}
  return (
    unlisted != null ||
    GONE.has(
      String(availability ?? '')
        .toLowerCase()
        .replaceAll('_', ' '),
    )
  )
}
