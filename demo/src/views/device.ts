import type { Consent, EngineName, HistoryEvent, Recommendations } from '@tacit-rec/client'
import { announce, h, slot } from '../dom.ts'
import { titleOf } from '../facts.ts'
import { itemLink } from '../route.ts'
import type { Store } from '../store.ts'

const ENGINES: Record<EngineName, string> = {
  'ort-webgpu': 'ONNX Runtime on WebGPU',
  'ort-wasm': 'ONNX Runtime on WASM',
  instant: 'Instant (SIMD kernel)',
  none: 'none yet',
}
const ACTIONS: Record<string, string> = {
  view: 'Viewed',
  cart: 'Basket',
  remove_from_cart: 'Removed',
  purchase: 'Bought',
}
const MAX_EVENTS = 8
const MAX_INTENTS = 6

export interface DevicePanel {
  /** @param ranked the latest ranking of “For you” */
  refresh(ranked?: Recommendations): Promise<void>
}

/** Shows what this device knows about the visitor, with switches to export and delete it. */
export function devicePanel(store: Store): DevicePanel {
  const count = h('span', { class: 'badge', id: 'event-count' }, '0')
  const facts = h('dl', { class: 'facts' })
  const intents = h('ul', { class: 'intents', id: 'intents' })
  const events = h('ol', { class: 'events', id: 'events' })
  const network = h('div', { class: 'network' })
  const remember = h('input', {
    type: 'checkbox',
    role: 'switch',
    id: 'remember-switch',
    onchange: () => void store.setConsent(remember.checked ? 'granted' : 'denied'),
  })
  const details = h(
    'details',
    { class: 'device', ontoggle: () => void refresh() },
    h('summary', {}, h('span', {}, 'Your data on this device'), count),
    h(
      'div',
      { class: 'device-body' },
      facts,
      h('h3', {}, 'Your interests'),
      intents,
      h('h3', {}, 'Recent activity'),
      events,
      h('label', { class: 'switch' }, remember, 'Remember on this device'),
      h(
        'p',
        { class: 'actions' },
        button('export', 'Export', () => save(store)),
        button('forget', 'Forget me', async () => {
          await store.forget()
          announce('Your data was deleted from this device.')
        }),
      ),
      h('details', { class: 'fine' }, h('summary', {}, 'Storage and network'), network),
    ),
  )
  slot('device').replaceChildren(details)
  let latest: Recommendations | undefined

  async function refresh(ranked?: Recommendations): Promise<void> {
    latest = ranked ?? latest
    const { tacit } = store
    const history = await tacit.history.list()
    count.textContent = String(history.length)
    count.title = `${history.length} events`
    remember.checked = tacit.consent.status === 'granted'
    if (!details.open) return
    const [report, known] = await Promise.all([tacit.report(), tacit.intents.list()])
    const measured = Object.entries(report.timings).map(
      ([name, time]) => `${ENGINES[name as EngineName].replace(/ \(.*/, '')} ${time.toFixed(2)} ms`,
    )
    const ranking = latest && latest.engine !== 'none' ? latest : undefined
    fillFacts(facts, [
      ['Engine', 'engine', ENGINES[report.engine]],
      ['Last ranking', 'ranking-time', ranking ? `${ranking.milliseconds.toFixed(1)} ms` : '–'],
      ['Measured here', 'timings', measured.join(', ') || 'nothing yet'],
      ['Graphics', 'adapter', report.adapter],
      ['Events', 'events-kept', `${history.length} ${placeOf(report.consent)}`],
      ['Pack', 'sequence', `sequence ${latest?.sequence ?? '–'}${latest?.stale ? ', stale' : ''}`],
    ])
    const strongest = known[0]?.weight || 1
    fillList(
      intents,
      known.slice(0, MAX_INTENTS).map(({ label, keywords, weight }) => {
        const share = `${Math.round(weight * 100)} %`
        const bar = h('span', { class: 'meter', style: `--share: ${weight / strongest}` })
        return h('li', { title: keywords.join(', ') }, label, h('span', {}, share), bar)
      }),
      'None yet. Open a few items.',
    )
    fillList(
      events,
      history
        .toReversed()
        .slice(0, MAX_EVENTS)
        .map((event) => eventLine(store, event)),
      'None yet.',
    )
    network.replaceChildren(
      ...[...report.stored, ...report.requests].map((line) => h('p', {}, line)),
    )
  }

  return { refresh }
}

function placeOf(consent: Consent): string {
  if (consent === 'granted') return 'on this device'
  return consent === 'denied' ? '(not stored)' : 'until this page is closed'
}

function button(id: string, name: string, onclick: () => unknown): HTMLButtonElement {
  return h('button', { type: 'button', class: 'button quiet small', id, onclick }, name)
}

function fillFacts(list: HTMLElement, facts: [name: string, id: string, value: string][]): void {
  list.replaceChildren(
    ...facts.flatMap(([name, id, value]) => [h('dt', {}, name), h('dd', { id }, value)]),
  )
}

function fillList(list: HTMLElement, items: HTMLElement[], otherwise: string): void {
  list.replaceChildren(...(items.length ? items : [h('li', { class: 'none' }, otherwise)]))
}

function eventLine({ byId }: Store, { kind, item, time }: HistoryEvent): HTMLElement {
  const facts = byId.get(item)
  return h(
    'li',
    {},
    h('span', { class: 'kind' }, ACTIONS[kind] ?? kind),
    facts ? h('a', { href: itemLink(item) }, titleOf(facts)) : item,
    h('time', { datetime: new Date(time).toISOString() }, ago(Date.now() - time)),
  )
}

function ago(milliseconds: number): string {
  const minutes = Math.floor(milliseconds / 60_000)
  if (minutes < 1) return 'now'
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} d`
}

/** Downloads everything that is stored about the visitor. */
async function save({ tacit }: Store): Promise<void> {
  const text = JSON.stringify(await tacit.history.export(), null, 2)
  const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
  h('a', { href, download: 'my-data.json' }).click()
  setTimeout(() => URL.revokeObjectURL(href), 1000)
}
