// node bench/turns.ts: which turns of the hand-written searches go on from what came before, by the rules of `understand`
// and by a classifier that learned from made-up searches of the same catalogue, with and without its second task.
import { searchTexts, understandQuery } from '@tacit-rec/engine'
import type { Catalogue } from '@tacit-rec/pack'
import { garten } from '../test/understand/queries/garten.ts'
import { readSessions, type Session } from '../test/understand/queries/read.ts'
import { LEXICONS } from '../test/understand/queries/shops.ts'
import {
  chainOf,
  type Language,
  madeSession,
  shopOf,
  synonymsOf,
} from '../training/queries/index.ts'
import { createRandom } from '../training/random.ts'
import { sampleItems } from '../training/sample/index.ts'
import { fitTurns, judgeTurns, pairsOf, TURN_SETTINGS } from '../training/turns/index.ts'

const items = sampleItems()
const books: Catalogue = {
  ids: items.map(({ id }) => id),
  title: items.map(({ title }) => title),
  categories: items.map(({ categories }) => categories),
  price: items.map(({ price }) => price),
  extra: { author: items.map(({ author }) => author) },
}
const SHOPS = [
  ['books', 'en', books],
  ['garten', 'de', { ...garten, ids: garten.title.map((_, n) => String(n)) }],
] as const

const SEARCHES = 2000

for (const [name, language, catalogue] of SHOPS) {
  const sessions = (['open', 'held'] as const).flatMap((part) => readSessions(name, part))
  const written = pairsOf(
    sessions.map((session) =>
      session.map(({ query }, n) => ({
        ...{ text: query, label: '', response: '' },
        relates: n > 0 && goesOn(session, n),
      })),
    ),
    createRandom(1),
  )
  const lexicon = LEXICONS[name]
  const rules = judgeTurns(
    {
      relates: (before, text) => +byRules(before.split(' . '), text),
      rank: () => [],
    },
    written,
  )
  const made = searches(catalogue, language)
  const scores: Record<string, object> = { rules }
  for (const ranking of [0, TURN_SETTINGS.ranking]) {
    const began = process.cpuUsage()
    const fitted = await fitTurns(made, { ...TURN_SETTINGS, ranking }, { seed: 1, threads: 1 })
    const { user } = process.cpuUsage(began)
    const own = { ...judgeTurns(fitted, written), cpuSeconds: user / 1e6 }
    scores[ranking ? 'two tasks' : 'one task'] = own
  }
  console.log(JSON.stringify({ name, turns: written.length, ...scores }))

  /** What was before changes what is open after the turn, or the turn only makes sense after one. */
  function byRules(before: readonly string[], text: string): boolean {
    const alone = understandQuery(text, lexicon)
    if (alone.intents.some(({ label }) => /^(?:limit|exclude|sort|more|undo)$/.test(label)))
      return true
    const after = understandQuery(text, lexicon, before)
    return JSON.stringify(after.requests) !== JSON.stringify(alone.requests)
  }
}

/** By the expected states: something stays open, all of it was dropped, or it is said so. */
function goesOn(session: Session, turn: number): boolean {
  const facts = (n: number) => new Set(session[n].state.split(/\s+(?=[+<>-]|\||[a-z-]+:)/))
  const before = facts(turn - 1)
  const { query, state } = session[turn]
  return (
    state === '' ||
    /\b(?:instead|actually|rather|lieber|doch)\b/.test(query) ||
    [...facts(turn)].some((fact) => fact !== '|' && before.has(fact))
  )
}

function searches(catalogue: Catalogue, language: Language) {
  const random = createRandom(1)
  const shop = shopOf(catalogue)
  const making = { shop, language, random, synonyms: synonymsOf(searchTexts(catalogue)) }
  const chain = chainOf()
  const all = Array.from({ length: SEARCHES }, () => madeSession(chain, making))
  return pairsOf(
    all.map((turns) =>
      turns.map(({ text, move, relates, item }) => ({
        ...{ text, label: move, relates },
        response: shop.title(item),
      })),
    ),
    random,
  )
}
