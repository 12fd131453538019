import type { Recommender } from '../calls.ts'
import { h } from '../elements/dom.ts'
import { personOf } from '../elements/privacy/person.ts'
import type { Recommendations } from '../types.ts'
import { leaksOf, requestsOf } from './leaks.ts'
import type { Recording } from './record.ts'

/** What a tab shows. Every text of the catalogue becomes text, never markup. */
export type View = (recommender: Recommender, recording: Recording) => Promise<Node[]> | Node[]

const CACHE = 'tacit-packs'
const COLUMNS = 6

const clock = (time: number) => new Date(time).toLocaleTimeString()
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} kB`

function table(head: string[], rows: (string | Node)[][], otherwise: string): HTMLElement {
  if (!rows.length) return h('p', {}, otherwise)
  const line = (cells: (string | Node)[], tag: 'th' | 'td') =>
    h('tr', {}, ...cells.map((cell) => h(tag, {}, cell)))
  return h(
    'table',
    {},
    h('thead', {}, line(head, 'th')),
    h('tbody', {}, ...rows.map((row) => line(row, 'td'))),
  )
}

const events: View = async (recommender) => {
  const list = await personOf(recommender).events()
  const rows = [...list]
    .reverse()
    .map(({ time, kind, item }) => [new Date(time).toLocaleString(), kind, item])
  return [table(['time', 'kind', 'item'], rows, 'No events yet.')]
}

const intents: View = (_, { moments }) => {
  const last = moments.slice(-COLUMNS)
  const labels = new Set([...last].reverse().flatMap(({ weights }) => [...weights.keys()]))
  const rows = [...labels].map((label) => [
    label,
    ...last.map(({ weights }) => `${Math.round(100 * (weights.get(label) ?? 0))} %`),
  ])
  return [table(['interest', ...last.map(({ time }) => clock(time))], rows, 'No interests yet.')]
}

const score: View = (recommender, { asked }) => {
  const input = h('input', {
    name: 'item',
    'aria-label': 'Item id',
    list: 'tacit-items',
    autocomplete: 'off',
  })
  const answer = h('div', { 'aria-live': 'polite' })
  const known = new Set(asked.flatMap(({ listing }) => listing.items.map(({ id }) => id)))
  const form = h(
    'form',
    {
      onsubmit: (event) => {
        event.preventDefault()
        void explain()
      },
    },
    input,
    h('datalist', { id: 'tacit-items' }, ...[...known].map((id) => h('option', { value: id }))),
    h('button', { type: 'submit' }, 'Explain'),
  )
  async function explain(): Promise<void> {
    const terms = await recommender.explain(input.value)
    if (terms.score === null) return answer.replaceChildren(`${terms.code}: ${terms.reason ?? ''}`)
    answer.replaceChildren(
      h('p', {}, `${terms.id}: ${terms.score.toFixed(4)}. ${terms.why?.text ?? ''}`),
      table(
        ['term', 'value'],
        [
          ['base', terms.base.toFixed(4)],
          ['prior', terms.prior.toFixed(4)],
          ...terms.intents.map((value, n) => [`intent ${n + 1}`, value.toFixed(4)]),
          ...terms.events.map(({ item, weight }) => [`event on ${item}`, weight.toFixed(4)]),
          ...terms.queries.map(({ query, weight }) => [`query ${query}`, weight.toFixed(4)]),
          ['tastes', terms.tastes.toFixed(4)],
        ],
        '',
      ),
    )
  }
  return [form, answer]
}

const listings: View = (_, { asked, errors }) => [
  table(
    ['time', 'call', 'placement', 'source', 'code', 'engine', 'ms', 'items', 'rules'],
    [...asked]
      .reverse()
      .map(({ time, call, listing }) => [
        clock(time),
        call,
        listing.placement ?? '–',
        listing.source,
        listing.code,
        listing.engine,
        listing.milliseconds.toFixed(1),
        h(
          'details',
          {},
          h('summary', {}, String(listing.items.length)),
          listing.items.map(({ id, reason }) => `${id} (${reason.kind})`).join(', '),
        ),
        rulesOf(listing),
      ]),
    'The page has asked for no list since this panel was opened.',
  ),
  ...[...errors]
    .reverse()
    .map(({ time, code, message }) => h('p', {}, `${clock(time)} ${code}: ${message}`)),
]

/** Rules that put items where they are; older SDKs do not say. */
function rulesOf({ items }: Recommendations): string {
  const named = items.flatMap((item) =>
    'rule' in item && typeof item.rule === 'string' ? [`${item.rule}: ${item.id}`] : [],
  )
  return named.join(', ') || 'none'
}

const engine: View = async (recommender) => {
  const { engine, adapter, place, timings, consent } = await recommender.report()
  const rows = [
    ['engine', engine],
    ['adapter', adapter],
    ['place', place],
    ['consent', consent],
    ...Object.entries(timings).map(([name, time]) => [
      `median of ${name}`,
      `${time.toFixed(2)} ms`,
    ]),
  ]
  return [table(['', ''], rows, '')]
}

const bytes: View = async (recommender) => {
  const { requests, stored } = await recommender.report()
  const origins = new Set(requests.flatMap((text) => originOf(text.split(' ')[0])))
  const own = requestsOf().filter(({ url }) => originOf(url).some((origin) => origins.has(origin)))
  return [
    h('h3', {}, 'Requests of this page to the edge'),
    table(
      ['url', 'bytes', 'ms'],
      own.map(({ url, bytes, milliseconds }) => [
        url,
        bytes === null ? 'unknown' : String(bytes),
        milliseconds.toFixed(0),
      ]),
      'None: the Worker makes them.',
    ),
    h('h3', {}, 'Kept on this device'),
    table(['file', 'size'], await cached(), 'No pack in the Cache API.'),
    ...stored.map((line) => h('p', {}, line)),
  ]
}

async function cached(): Promise<string[][]> {
  // To look never makes a cache.
  if (typeof caches === 'undefined' || !(await caches.has(CACHE))) return []
  const cache = await caches.open(CACHE)
  const rows: string[][] = []
  for (const request of await cache.keys()) {
    const blob = await (await cache.match(request))?.blob()
    rows.push([request.url, kilobytes(blob?.size ?? 0)])
  }
  return rows
}

const leaks: View = async (recommender) => {
  const { requests, stored } = await recommender.report()
  const found = leaksOf(requestsOf(), await personOf(recommender).events())
  return [
    h('h3', {}, `Requests of this page that name an item of the history (of ${found.requests})`),
    table(
      ['item', 'url'],
      found.named.map(({ item, url }) => [item, url]),
      'None.',
    ),
    ...(await contributed(recommender)),
    h('h3', {}, 'All that the SDK may request; the same for everybody'),
    ...requests.map((line) => h('p', {}, line)),
    h('h3', {}, 'All that the SDK stores'),
    ...stored.map((line) => h('p', {}, line)),
  ]
}

/** What would be contributed, and what that tells; nothing where the page does not offer it. */
async function contributed({ contribution }: Recommender): Promise<Node[]> {
  if (!contribution?.isOffered) return []
  const { server, pairs, given, isGivenThisEpoch, parameters } = await contribution.preview()
  const leak = parameters?.leak
  const terms = parameters
    ? `epoch ${parameters.epoch}: k = ${parameters.threshold}, p = ${parameters.sample}, ` +
      (leak ? `ε = ${leak.epoch.toFixed(2)}, ${leak.quarter.toFixed(2)} in 13 epochs` : 'no ε')
    : 'terms: not asked for yet'
  return [
    h('h3', {}, `Contributing to ${server}: ${contribution.status}`),
    h('p', {}, `${terms}. ${given} pairs given${isGivenThisEpoch ? ', done in this epoch' : ''}.`),
    ...pairs.map(({ text }) => h('p', {}, text)),
  ]
}

function originOf(url: string): string[] {
  return URL.canParse(url) ? [new URL(url).origin] : []
}

/** The tabs, in order. */
export const VIEWS: Record<string, View> = {
  Events: events,
  Intents: intents,
  Score: score,
  Listings: listings,
  Engine: engine,
  Bytes: bytes,
  Leaks: leaks,
}
