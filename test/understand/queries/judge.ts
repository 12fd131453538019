import {
  type Constraint,
  type Lexicon,
  type OpenRequest,
  type Understanding,
  understandQuery,
} from '../../../engine/index.ts'
import { actFacts, canonical, factsOf, type Query, type Session } from './read.ts'

export interface QueryScores {
  /** Share of queries with the right set of acts. */
  acts: number
  /** F1 of facts over all queries. */
  frameF1: number
  /** Share of queries with the whole frame right. */
  exact: number
  /** Queries whose min and max changed places. */
  inverted: number
  /** Of each query that is not exact: its text, what is missing and what is wrong. */
  wrong: string[]
}

/** Scores what a lexicon makes of hand-written queries. */
export function judgeQueries(queries: readonly Query[], lexicon: Lexicon): QueryScores {
  return judgeAnswers(queries, ({ text }) => {
    const understood = understandQuery(text, lexicon)
    const acts = understood.intents.map(({ label }) => label)
    return { acts, frame: frameOf(text, understood) }
  })
}

/** Scores answers of any kind: their acts and their signed facts. */
export function judgeAnswers(
  queries: readonly Query[],
  answer: (query: Query) => { acts: readonly string[]; frame: readonly string[] },
): QueryScores {
  const counts = { acts: 0, exact: 0, inverted: 0 }
  let [hits, facts] = [0, 0]
  const wrong: string[] = []
  for (const query of queries) {
    const { text, acts, frame } = query
    const own = answer(query)
    const heard = new Set(own.acts)
    const isActs = new Set(acts).size === heard.size && acts.every((act) => heard.has(act))
    const missing = frame.filter((fact) => !own.frame.includes(fact))
    const added = own.frame.filter((fact) => !frame.includes(fact))
    hits += frame.length - missing.length
    facts += frame.length + own.frame.length
    if (isActs) counts.acts++
    if (missing.length + added.length === 0) counts.exact++
    if (isInverted(missing, added)) counts.inverted++
    if (missing.length + added.length > 0 || !isActs)
      wrong.push(`${text} | missing ${missing} | added ${added} | ${acts} as ${own.acts}`)
  }
  return {
    acts: counts.acts / queries.length,
    frameF1: (2 * hits) / facts,
    exact: counts.exact / queries.length,
    inverted: counts.inverted,
    wrong,
  }
}

function isInverted(missing: readonly string[], added: readonly string[]): boolean {
  return missing.some((fact) => {
    const other = fact.replace(/price_m(?:in|ax)/, (name) =>
      name === 'price_min' ? 'price_max' : 'price_min',
    )
    return other !== fact && added.includes(other)
  })
}

const BRANDS = new Set(['brand', 'author', 'marke'])

/** The signed facts of an answer. */
function frameOf(query: string, { intents, slots }: Understanding): string[] {
  const facts = slots.flatMap(({ name, value, span }) => {
    const act = intents.find(({ clause }) => clause[0] <= span[0] && span[1] <= clause[1])!.label
    const kind = kindOf(name)
    if (value === null && kind === 'c') return []
    return factsOf(act, kind, query.slice(...span), value)
  })
  return [...new Set([...facts, ...actFacts(intents.map(({ label }) => label))])].sort()
}

function kindOf(name: string): string {
  if (BRANDS.has(name)) return 'brand'
  if (/^(?:title|price_|age|period|order|stock|recipient)/.test(name)) return name
  return 'c'
}

/** Share of turns after which the whole state is right, and those that are wrong. */
export function judgeSessions(sessions: readonly Session[], lexicon: Lexicon) {
  const wrong: string[] = []
  let [right, turns] = [0, 0]
  for (const session of sessions)
    for (const [n, { query, state }] of session.entries()) {
      const before = session.slice(0, n).map((turn) => turn.query)
      const own = stateOf(understandQuery(query, lexicon, before))
      turns++
      if (own === state) right++
      else wrong.push(`${[...before, query].join(' / ')}: ${own} (not ${state})`)
    }
  return { turns, right: right / turns, wrong }
}

function stateOf({ requests, page }: Understanding): string {
  const last = requests.length - 1
  return canonical(
    requests
      .map((one, n) => [...requestFacts(one), ...(page && n === last ? [`page:${page}`] : [])])
      .map((facts) => facts.join(' '))
      .join(' | '),
  )
}

function requestFacts(request: OpenRequest): string[] {
  const { minPrice, maxPrice, recipient, order, age, notShown, like } = request
  const values = ({ facet, values, negated }: Constraint) =>
    facet === 'availability' ? ['stock'] : values.map((value) => `${negated ? '-' : '+'}${value}`)
  return [
    ...request.constraints.flatMap(values),
    ...like.flatMap((one) => (one.values.length ? one.values : ['shown']).map((v) => `like:${v}`)),
    ...(minPrice === undefined ? [] : [`>=${minPrice}`]),
    ...(maxPrice === undefined ? [] : [`<=${maxPrice}`]),
    ...(request.isCheap ? ['low'] : []),
    ...(order ? [`order:${order}`] : []),
    ...(request.isGift ? ['gift'] : []),
    ...(recipient ? [`for:${recipient}`] : []),
    ...(age === undefined ? [] : [`age:${age}`]),
    ...notShown.map((facet) => `not-shown:${facet}`),
  ]
}
