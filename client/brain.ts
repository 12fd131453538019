import type { Lexicon } from '@tacit-rec/engine'
import { factsOf, type LexiconValues } from '@tacit-rec/pack'
import { contributable } from './contributable.ts'
import { type CurrentPack, openCurrent } from './current-pack.ts'
import { type Engines, startEngines } from './engines.ts'
import { missingPart, type Problem } from './failure.ts'
import { interestsOf, itemInterests } from './interests.ts'
import { indexOfItem } from './item-index.ts'
import {
  explained,
  firstShelf,
  NO_HISTORY,
  type Now,
  onboardingList,
  originOf,
  popularList,
  rankList,
  recentList,
  similarList,
} from './lists.ts'
import { hasLocale, localizer } from './localized.ts'
import type { Brain, BrainState, Config, Notices, OrtFiles, Query } from './messages.ts'
import { type ClientPack, entryOf } from './packs.ts'
import { pauser } from './pauser.ts'
import type { Platform } from './platform.ts'
import { type Scored, scores, unscored } from './rank.ts'
import { readHistory } from './read-history.ts'
import {
  indexOf,
  pastQueries,
  type Queries,
  ruledScores,
  searchList,
  searchScores,
} from './search-list.ts'
import { tasteTerms } from './tastes.ts'
import { typedParts } from './typed-parts.ts'
import type { HistoryEvent, Tastes } from './types.ts'
import { packVerdicts } from './verdicts.ts'
import { within } from './wait.ts'
import { wordsOf } from './words.ts'

const lexicons = new WeakMap<object, Lexicon>()

/** The lexicon of a pack or a catalogue, put together when the first query is to be understood. */
function lexiconFor<Of extends object>(of: Of, make: (of: Of) => Lexicon): Lexicon {
  const lexicon = lexicons.get(of) ?? make(of)
  lexicons.set(of, lexicon)
  return lexicon
}

/**
 * Opens the catalogue's pack and ranks with it.
 *
 * @param sliced true on a page, which must be able to paint in between
 */
export function createBrain(
  config: Config,
  platform: Pick<Platform, 'fetch' | 'openCache'> & { queries(): Promise<Queries> },
  notices: Notices,
  sliced: boolean,
): Brain {
  const stop = new AbortController()
  const pause = sliced ? pauser() : async () => {}
  const parts = typedParts((entry) => current!.files.get(entry))
  const memo = scores(pause, {
    async demandOf(pack, history) {
      const typed = pastQueries(history)
      if (typed.length === 0) return []
      try {
        const tools = await queries()
        return tools.demandOf(pack, await indexOf(tools, pack, pause), typed)
      } catch {
        // Without that file a history ranks by its events on items.
        return []
      }
    },
    tastesIn: (pack) => tasteTerms(pack, tastes),
  })
  const shown = localizer(config.locale)
  const words = wordsOf(config.locale)
  let current: CurrentPack | null = null
  let engines: { of: ClientPack['items']; ready: Promise<Engines>; now: Engines | null } | null =
    null
  /** Where ONNX Runtime is, once the page has told. */
  let ort: OrtFiles | null = null
  let typing: Promise<Queries> | null = null
  let latest: readonly HistoryEvent[] = []
  let tastes: Tastes = {}
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
      pins: config.pins,
      openCache,
      pause,
    },
    changed,
  ).then((opened) => {
    current = opened
    changed()
    return opened
  })

  /** @throws `sdk/core` where that file is missing */
  function queries(): Promise<Queries> {
    typing ??= within(platform.queries(), { milliseconds: config.timeout }).catch((error) => {
      typing = null
      throw missingPart(error)
    })
    return typing
  }

  function changed(problem?: Problem): void {
    if (!current || stop.signal.aborted) return
    const { pack, head, state } = current
    // A kept pack ranks first, within moments: this script takes time to compile.
    if (pack || (head && !state.fromCache)) void queries().catch(() => {})
    if (pack && pack.stage !== 'memory' && engines?.of !== pack.items) void load(pack)
    notices.state(stateNow(current))
    if (problem) notices.problem(problem)
  }

  function stateNow({ state, pack }: CurrentPack): BrainState {
    const now = engines?.now
    return {
      ...state,
      engine: now?.name ?? 'none',
      adapter: now?.adapter ?? 'no pack',
      timings: { ...now?.timings },
      kinds: pack ? pack.manifest.kinds.map(({ name }) => name) : null,
    }
  }

  /** Engines belong to one pack's tables. */
  function load(pack: ClientPack): Promise<Engines> {
    const before = engines
    const { engine, webgpu, saveData, timeout } = config
    const models = async () => {
      const [student, scorer] = await Promise.all(
        (['student', 'scorer'] as const).map((role) =>
          current!.files.get(entryOf(pack.manifest, role)),
        ),
      )
      return { student, scorer }
    }
    const verdicts = packVerdicts(config.base, pack.manifest.sequence, openCache, timeout)
    const options = { engine, webgpu, saveData, timeout, models, verdicts }
    const ready = startEngines(pack, options, changed)
    const own: typeof engines = { of: pack.items, ready, now: null }
    engines = own
    void ready.then((started) => {
      own.now = started
      before?.now?.dispose()
      if (stop.signal.aborted) started.dispose()
      else if (config.engine === 'ort' && ort) void started.warm(ort)
      changed()
    })
    return ready
  }

  async function enginesOf(pack: ClientPack): Promise<Engines | null> {
    if (pack.stage === 'memory') return null
    return engines?.of === pack.items ? engines.ready : load(pack)
  }

  /** The pack that ranks now. @throws why there is none */
  const packNow = async () => shown(await (await opening).first())
  /** What a list of popular items needs; variety, which rules may want, needs the items' tables. */
  const known = async ({ diversity, rules }: Query) => {
    const pack = await (await opening).known()
    return diversity || rules || pack.rules ? whole() : shown(pack)
  }
  const whole = async () => shown(await (await opening).whole())

  const now = (began: number): Now => {
    const { state } = current!
    const { locale, currency } = config
    return { state, latest, began, time: Date.now(), words, locale, currency, pause }
  }

  /** The history of a call; read before anything waits, since it may change meanwhile. */
  async function scored(
    pack: ClientPack,
    { history = latest, context, because }: Partial<Query>,
  ): Promise<Scored> {
    await pause()
    return memo.score(pack, await enginesOf(pack), history, { context, because })
  }

  return {
    setHistory(history, said = {}) {
      latest = history
      tastes = said
      memo.clear()
    },
    async rank(query) {
      const began = performance.now()
      await (await opening).anything()
      const shelf = await firstShelf(current!.head, query, now(began))
      if (shelf) return shelf
      const { history = latest } = query
      const asked = { ...query, history }
      const of = await scored(await packNow(), asked)
      // A list that the memory alone cannot fill waits for the rest of the pack.
      if (of.pack.stage === 'memory') {
        const isEmpty = !of.scores?.some((score) => score > 0)
        const listed = isEmpty ? null : await rankList(of, query, now(began))
        if (listed && listed.items.length >= query.limit) return listed
      }
      const pack = await whole()
      return rankList(of.pack === pack ? of : await scored(pack, asked), query, now(began))
    },
    async popular(query) {
      const began = performance.now()
      await (await opening).anything()
      const shelf = await firstShelf(current!.head, query, now(began), true)
      if (shelf) return shelf
      return popularList(unscored(await known(query), query.history ?? latest), query, now(began))
    },
    async onboarding(query) {
      const began = performance.now()
      return onboardingList(unscored(await whole(), query.history ?? latest), query, now(began))
    },
    async similar(ids, query) {
      const began = performance.now()
      return similarList(unscored(await whole(), query.history ?? latest), ids, query, now(began))
    },
    async recent(query) {
      const began = performance.now()
      return recentList(unscored(await packNow(), query.history ?? latest), query, now(began))
    },
    async search(typed, query) {
      const began = performance.now()
      const pack = await packNow()
      const of = await scored(pack, bare(query))
      const tools = await queries()
      const index = await indexOf(tools, pack, pause)
      const tower = parts.tower(pack.manifest)
      return searchList(tools, of, index, tower, typed, query, now(began))
    },
    async understand(typed, turns) {
      await opening
      const tools = await queries()
      const { pack, head } = current!
      // The catalogue says more than its lexicon, which is there sooner.
      const values = !pack && head ? await parts.lexicon(head.manifest) : null
      // Where columns have languages, the catalogue as it is shown tells which value is whose.
      const isPlain = (found: LexiconValues | null): found is LexiconValues =>
        found !== null && !hasLocale(Object.keys(found.columns), config.locale)
      const lexicon = isPlain(values)
        ? lexiconFor(values, (found) => tools.lexiconFrom(found))
        : lexiconFor((await packNow()).catalogue, (catalogue) => tools.lexiconOf(catalogue))
      return tools.understandQuery(typed, lexicon, turns)
    },
    async scores(ids, { typed, placement, history }) {
      const began = performance.now()
      const of = await scored(await whole(), { history })
      const { pack, engine } = of
      const all = of.scores ?? pack.popularity
      const typedScores = async (query: string) => {
        const tools = await queries()
        const index = await indexOf(tools, pack, pause)
        return searchScores(tools, of, index, parts.tower(pack.manifest), query, ids)
      }
      const values =
        typed === undefined
          ? ids.map((id) => all[indexOfItem(pack, id) ?? -1] ?? null)
          : await typedScores(typed)
      const isPopular = typed === undefined && !of.scores
      return {
        scores: await ruledScores(of, ids, values, placement, now(began)),
        ...(isPopular
          ? { source: 'popular' as const, ...NO_HISTORY }
          : originOf({ source: 'model', code: 'ok' }, current!.state)),
        engine,
      }
    },
    async explain(id) {
      return explained(await scored(await whole(), {}), id, words)
    },
    async facts() {
      const { catalogue } = shown(await (await opening).complete())
      return catalogue.ids.map((_, item) => factsOf(catalogue, item))
    },
    async intents(item) {
      const pack = await whole()
      if (item !== undefined) return itemInterests(pack, item)
      return interestsOf(pack, (await enginesOf(pack))!, latest, tastes)
    },
    async contributable() {
      const pack = await whole()
      return contributable(pack, await parts.clusters(pack.manifest), latest, tastes)
    },
    async measure() {
      const began = performance.now()
      const pack = await whole()
      const met = readHistory(pack, latest).events.map(({ item }) => item)
      const isOnce = (item: number) => met.indexOf(item) === met.lastIndexOf(item)
      const held = met.lastIndexOf([...met].reverse().find(isOnce) ?? -1)
      if (held < 1) return null
      const id = pack.catalogue.ids[met[held]]
      const history = latest.filter(({ item }) => item !== id)
      const { items } = await rankList(
        await scored(pack, { history }),
        { history, limit: 10 },
        now(began),
      )
      return { hit: items.some((item) => item.id === id), arm: pack.manifest.sequence }
    },
    async look() {
      await (await opening).look()
    },
    async swap() {
      ;(await opening).swap()
    },
    async idle(files) {
      await (await engines?.ready)?.warm(files)
    },
    async settled(files) {
      ort = files
      if (config.engine !== 'ort') return
      const pack = await whole()
      await (await enginesOf(pack))?.warm(files)
    },
    dispose() {
      stop.abort()
      memo.clear()
      latest = []
      tastes = {}
      engines?.now?.dispose()
    },
  }
}

/** The history of a list that context does not change. */
function bare({ history }: Query): Partial<Query> {
  return { history }
}
