import { popularItems, similarItems } from '@tacit-rec/engine'
import { factsOf, inCategory, isListed } from '@tacit-rec/pack'
import { type CurrentPack, openCurrent } from './current-pack.ts'
import { type Engines, startEngines, type Verdicts } from './engines.ts'
import { failure, type Problem } from './failure.ts'
import { interestsOf, itemInterests } from './interests.ts'
import { indexOfItem } from './item-index.ts'
import type { Answer, Brain, BrainState, Config, Notices, Query } from './messages.ts'
import { type ClientPack, entryOf } from './packs.ts'
import type { Platform } from './platform.ts'
import { pick, type Scored, scores } from './rank.ts'
import { readHistory } from './read-history.ts'
import { fallbackReason, popularReason, reasonOf } from './reasons.ts'
import type { EngineName, HistoryEvent, Origin, Recommendation } from './types.ts'
import { within } from './wait.ts'

/** Milliseconds of work on a page after which it lets others run. */
const SLICE = 16

/**
 * Opens the catalogue's pack and ranks with it.
 *
 * @param sliced true on a page, which must be able to paint in between
 */
export function createBrain(
  config: Config,
  platform: Pick<Platform, 'fetch' | 'openCache'>,
  notices: Notices,
  sliced: boolean,
): Brain {
  const stop = new AbortController()
  const memo = scores()
  let current: CurrentPack | null = null
  let engines: { of: ClientPack['items']; ready: Promise<Engines>; now: Engines | null } | null =
    null
  let latest: readonly HistoryEvent[] = []
  const openCache =
    config.cache === 'session' ? () => Promise.resolve(null) : () => platform.openCache()

  const opening = openCurrent(
    config.base,
    {
      downloads: {
        fetch: platform.fetch,
        timeout: config.timeout,
        signal: stop.signal,
        alive: notices.alive,
      },
      openCache,
      pause: sliced ? pauser() : async () => {},
    },
    changed,
  ).then((opened) => {
    current = opened
    changed()
    return opened
  })

  function changed(problem?: Problem): void {
    if (!current || stop.signal.aborted) return
    const { pack } = current
    if (pack && pack.stage !== 'memory' && engines?.of !== pack.items) void load(pack)
    notices.state(stateNow(current))
    if (problem) notices.problem(problem)
  }

  function stateNow({ state }: CurrentPack): BrainState {
    const now = engines?.now
    return {
      ...state,
      engine: now?.name ?? 'none',
      adapter: now?.adapter ?? 'no pack',
      timings: { ...now?.timings },
    }
  }

  /** Engines belong to one pack's tables. */
  function load(pack: ClientPack): Promise<Engines> {
    const before = engines
    const { engine, webgpu, ort, saveData, timeout } = config
    const models = async () => {
      const [student, scorer] = await Promise.all(
        (['student', 'scorer'] as const).map((role) =>
          current!.files.get(entryOf(pack.manifest, role)),
        ),
      )
      return { student, scorer }
    }
    const options = { engine, webgpu, ort, saveData, timeout, models, verdicts: verdicts(pack) }
    const ready = startEngines(pack, options, changed)
    const own: typeof engines = { of: pack.items, ready, now: null }
    engines = own
    void ready.then((started) => {
      own.now = started
      before?.now?.dispose()
      if (stop.signal.aborted) started.dispose()
      else if (config.engine === 'ort') void started.warm()
      changed()
    })
    return ready
  }

  async function enginesOf(pack: ClientPack): Promise<Engines | null> {
    if (pack.stage === 'memory') return null
    return engines?.of === pack.items ? engines.ready : load(pack)
  }

  /** Keeps beside the pack which engine won. It tells something of the device, nothing of a person. */
  function verdicts({ manifest }: ClientPack): Verdicts {
    const url = `${config.base}/engine?pack=${manifest.sequence}`
    const limits = { milliseconds: config.timeout }
    return {
      async read() {
        try {
          const cache = await within(openCache(), limits)
          const name = await (await within(cache!.match(url), limits))?.text()
          return name === 'instant' || name === 'ort-webgpu' || name === 'ort-wasm' ? name : null
        } catch {
          return null
        }
      },
      write(name: EngineName) {
        void openCache()
          .then((cache) => cache?.put(url, new Response(name)))
          .catch(() => {})
      },
    }
  }

  /** The pack that ranks now. @throws why there is none */
  const packNow = async () => (await opening).first()
  const whole = async () => (await opening).whole()

  async function scored({ history = latest, ...asked }: Query): Promise<Scored> {
    // Read before anything waits: the history may change meanwhile.
    const pack = await packNow()
    const engines = await enginesOf(pack)
    const result = await memo.score(pack, engines, history, asked)
    const isEmpty = !engines && !result.scores?.some((score) => score > 0)
    if (!isEmpty) return result
    const all = await whole()
    return memo.score(all, await enginesOf(all), history, asked)
  }

  /**
   * Rejects the items that no list may show, and those that this one must not. What was disliked
   * meanwhile is not on the next page of an older listing either.
   */
  function unwanted(
    { pack, disliked }: Pick<Scored, 'pack' | 'disliked'>,
    { exclude = [], context = [], because, category, includeUnlisted, history }: Query,
  ): (item: number) => boolean {
    const number = (ids: readonly string[]) =>
      new Set(ids.flatMap((id) => indexOfItem(pack, id) ?? []))
    const excluded = number([...exclude, ...context, ...(because === undefined ? [] : [because])])
    const dislikedNow = history ? readHistory(pack, latest).disliked : disliked
    return (item) =>
      excluded.has(item) ||
      disliked.has(item) ||
      dislikedNow.has(item) ||
      (!includeUnlisted && !isListed(pack.catalogue, item)) ||
      (category !== undefined && !inCategory(pack.catalogue, item, category))
  }

  /** Completes a list: the site's own items up to `min`, and what is known about its origin. */
  function answer(
    of: Pick<Scored, 'pack' | 'disliked' | 'engine'>,
    items: Recommendation[],
    origin: Pick<Origin, 'source' | 'code' | 'reason'>,
    query: Query,
    began: number,
  ): Answer {
    const { pack } = of
    const { min = 0, fallback = [] } = query
    const listed = new Set(items.map(({ id }) => id))
    const isUnwanted = unwanted(of, query)
    for (const id of fallback) {
      const item = indexOfItem(pack, id)
      if (items.length >= min) break
      if (item === undefined || listed.has(id) || isUnwanted(item)) continue
      listed.add(id)
      items.push({ ...itemOf(pack, item), score: 0, reason: fallbackReason() })
    }
    const { fromCache, stale, problem, sequence } = current!.state
    const old = fromCache && problem && { code: problem.code, reason: problem.message }
    const found = items.length > 0 || origin.code !== 'ok' ? origin : { ...origin, ...NO_ITEMS }
    const isRanked = found.source === 'model'
    return {
      ...found,
      ...(isRanked && old && { source: 'cache', ...(found.code === 'ok' && old) }),
      items,
      engine: of.engine,
      sequence: pack === current!.pack ? sequence : pack.manifest.sequence,
      stale,
      milliseconds: performance.now() - began,
    }
  }

  /** The pack's first shelf: for a list without a history that it fills, while nothing can rank. */
  function firstShelf(query: Query, began: number): Answer | null {
    const { limit, skip = 0, exclude = [], context = [], category, because, history } = query
    const { head = null } = current ?? {}
    const people = (history ?? latest).length > 0 || context.length > 0 || because !== undefined
    if (!head || people || query.includeUnlisted) return null
    const shelf = head.shelves.find((one) => one.category === (category ?? null))
    const items = (shelf?.items ?? [])
      .map((n) => head.items[n])
      .filter(({ id }) => !exclude.includes(id))
      .slice(skip, skip + limit)
    if (items.length < limit) return null
    const { stale, sequence } = current!.state
    return {
      source: 'popular',
      ...NO_HISTORY,
      items: items.map(({ row: _, ...facts }) => ({
        id: facts.id,
        score: 0,
        facts,
        reason: popularReason(0),
      })),
      engine: 'none',
      sequence,
      stale,
      milliseconds: performance.now() - began,
    }
  }

  function rankWith(of: Scored, query: Query, began: number): Answer {
    const { pack, seen, bought, scores } = of
    const isUnwanted = unwanted(of, query)
    const { limit, skip = 0, includeSeen } = query
    if (!scores) {
      const items = popular(pack, query, (item) => !isUnwanted(item))
      return answer(of, items, { source: 'popular', ...NO_HISTORY }, query, began)
    }
    const isPartial = pack.stage === 'memory'
    const tierOf = (item: number) => {
      if (isUnwanted(item) || (isPartial && scores[item] <= 0)) return -1
      if (includeSeen) return 0
      return bought.has(item) ? 2 : seen.has(item) ? 1 : 0
    }
    const tiers = includeSeen === undefined ? 3 : 1
    const items = pick(scores, limit, skip, tiers, tierOf).map(({ item, score }) => ({
      ...itemOf(pack, item),
      score,
      reason: reasonOf(pack, of.events, of.explain(item), of.near, item),
    }))
    return answer(of, items, { source: 'model', ...(isPartial ? PARTIAL : OK) }, query, began)
  }

  return {
    setHistory(history) {
      latest = history
      memo.clear()
    },
    async rank(query) {
      const began = performance.now()
      const shelf = firstShelf(query, began)
      if (shelf) return shelf
      const of = await scored(query)
      const listed = rankWith(of, query, began)
      // A list that the memory alone cannot fill waits for the rest of the pack.
      if (of.pack.stage !== 'memory' || listed.items.length >= query.limit) return listed
      const pack = await whole()
      const { history = of.history } = query
      return rankWith(await memo.score(pack, await enginesOf(pack), history, query), query, began)
    },
    async popular(query) {
      const began = performance.now()
      const shelf = firstShelf(query, began)
      if (shelf) return shelf
      const pack = await whole()
      const of = await memo.score(pack, await enginesOf(pack), query.history ?? latest, {})
      const isUnwanted = unwanted(of, query)
      const items = popular(pack, query, (item) => !isUnwanted(item) && !of.bought.has(item))
      return answer({ ...of, engine: 'none' }, items, { source: 'popular', ...OK }, query, began)
    },
    async similar(ids, query) {
      const began = performance.now()
      const pack = await whole()
      const of = await memo.score(pack, await enginesOf(pack), query.history ?? latest, {})
      const known = ids.filter((id) => indexOfItem(pack, id) !== undefined)
      if (known.length === 0) throw unknownItem(ids[0])
      const { title: label = known[0] } = factsOf(pack.catalogue, indexOfItem(pack, known[0])!)
      const isUnwanted = unwanted(of, query)
      const numbers = known.map((id) => indexOfItem(pack, id)!)
      const { limit, skip = 0 } = query
      const items = similarItems(pack, numbers, skip + limit, (item) => !isUnwanted(item))
        .slice(skip)
        .map(
          ({ item, score }): Recommendation => ({
            ...itemOf(pack, item),
            score,
            reason: { kind: 'event', text: `Like ${label}`, item: known[0], label, weight: score },
          }),
        )
      return answer({ ...of, engine: 'none' }, items, { source: 'model', ...OK }, query, began)
    },
    async recent(query) {
      const began = performance.now()
      const history = query.history ?? latest
      const pack = await packNow()
      const of = await memo.score(pack, await enginesOf(pack), history, {})
      const isUnwanted = unwanted(of, query)
      const { limit, skip = 0 } = query
      const numbers = history.toReversed().flatMap(({ item }) => indexOfItem(pack, item) ?? [])
      const items = [...new Set(numbers)]
        .filter((item) => of.seen.has(item) && !isUnwanted(item))
        .slice(skip, skip + limit)
        .map((item): Recommendation => {
          const { id, facts } = itemOf(pack, item)
          const label = facts.title ?? id
          const reason = {
            kind: 'event',
            text: `You met ${label}`,
            item: id,
            label,
            weight: 0,
          } as const
          return { id, facts, score: 0, reason }
        })
      const origin = history.length === 0 ? NO_HISTORY : OK
      return answer({ ...of, engine: 'none' }, items, { source: 'model', ...origin }, query, began)
    },
    async scores(ids, history = latest) {
      const pack = await whole()
      const of = await memo.score(pack, await enginesOf(pack), history, {})
      const { scores } = of
      const { source, code, reason, engine } = answer(
        of,
        [],
        scores ? { source: 'model', code: 'ok' } : { source: 'popular', ...NO_HISTORY },
        { limit: 0 },
        0,
      )
      const values = scores ?? pack.popularity
      const isRanked = code !== NO_ITEMS.code
      return {
        scores: ids.map((id) => values[indexOfItem(pack, id) ?? -1] ?? null),
        source,
        code: isRanked ? code : 'ok',
        ...(isRanked && reason !== undefined && { reason }),
        engine,
      }
    },
    async explain(id) {
      const pack = await whole()
      const of = await memo.score(pack, await enginesOf(pack), latest, {})
      const item = indexOfItem(pack, id)
      if (item === undefined) throw unknownItem(id)
      if (!of.scores) {
        const prior = pack.items.bias[item]
        const why = popularReason(prior)
        return { id, score: prior, why, base: 0, prior, intents: [], events: [], ...NO_HISTORY }
      }
      const terms = of.explain(item)
      const why = reasonOf(pack, of.events, terms, of.near, item)
      const events = terms.events.flatMap((weight, n) =>
        weight === 0 ? [] : [{ item: pack.catalogue.ids[of.events[n].item], weight }],
      )
      const { score, base, prior, intents } = terms
      return { id, score, why, base, prior, intents, events, code: 'ok' }
    },
    async facts() {
      const { catalogue } = await (await opening).complete()
      return catalogue.ids.map((_, item) => factsOf(catalogue, item))
    },
    async intents(item) {
      const pack = await whole()
      if (item !== undefined) return itemInterests(pack, item)
      return interestsOf(pack, (await enginesOf(pack))!, latest)
    },
    async look() {
      await (await opening).look()
    },
    async swap() {
      ;(await opening).swap()
    },
    async idle() {
      await (await engines?.ready)?.warm()
    },
    async settled() {
      if (config.engine !== 'ort') return
      const pack = await whole()
      await (await enginesOf(pack))?.warm()
    },
    dispose() {
      stop.abort()
      memo.clear()
      latest = []
      engines?.now?.dispose()
    },
  }
}

const OK = { code: 'ok' }
const NO_HISTORY = { code: 'history/none', reason: 'no history yet' }
const NO_ITEMS = { code: 'items/none', reason: 'no item is left after exclude, category and stock' }
const PARTIAL = {
  code: 'pack/partial',
  reason: 'ranked by the memory alone: the item tables are still loading',
}

function unknownItem(id: string | undefined): Error {
  return failure('items/unknown', `item "${id}" is not in the catalogue`)
}

function itemOf({ catalogue }: ClientPack, item: number): Pick<Recommendation, 'id' | 'facts'> {
  return { id: catalogue.ids[item], facts: factsOf(catalogue, item) }
}

function popular(
  pack: ClientPack,
  { limit, skip = 0 }: Query,
  inside: (item: number) => boolean,
): Recommendation[] {
  return popularItems(pack, skip + limit, inside)
    .slice(skip)
    .map(({ item, score }) => ({ ...itemOf(pack, item), score, reason: popularReason(score) }))
}

/** Returns a function that lets the page paint if it has worked for long enough. */
function pauser(): () => Promise<void> {
  let began = performance.now()
  return async () => {
    if (performance.now() - began < SLICE) return
    await new Promise((resume) => setTimeout(resume))
    began = performance.now()
  }
}
