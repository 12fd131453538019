import type { Consent, EngineName, Recommendations } from '@tacit-rec/client'
import { definePrivacy } from '@tacit-rec/client/elements'
import { h, slot } from '../dom.ts'
import { itemLink } from '../route.ts'
import type { Store } from '../store.ts'

const ENGINES: Record<EngineName, string> = {
  'ort-webgpu': 'ONNX Runtime on WebGPU',
  'ort-wasm': 'ONNX Runtime on WASM',
  instant: 'Instant (SIMD kernel)',
  none: 'none yet',
}

export interface DevicePanel {
  /** @param ranked the latest ranking of “For you” */
  refresh(ranked?: Recommendations): Promise<void>
}

/** Shows what this device knows about the visitor, with `<tacit-privacy>`, and how it ranks. */
export function devicePanel(store: Store): DevicePanel {
  definePrivacy()
  const count = h('span', { class: 'badge', id: 'event-count' }, '0')
  const facts = h('dl', { class: 'facts' })
  const network = h('div', { class: 'network' })
  const privacy = document.createElement('tacit-privacy')
  privacy.setAttribute('href', itemLink('ID').replace('ID', '{id}'))
  // The summary is its heading.
  privacy.append(h('span', { slot: 'heading' }))
  const details = h(
    'details',
    { class: 'device', ontoggle: () => void refresh() },
    h('summary', {}, h('span', {}, 'Your data on this device'), count),
    h(
      'div',
      { class: 'device-body' },
      privacy,
      h('h3', {}, 'How it ranks'),
      facts,
      h('details', { class: 'fine' }, h('summary', {}, 'Storage and network'), network),
    ),
  )
  privacy.recommender = store.tacit
  slot('device').replaceChildren(details)
  let latest: Recommendations | undefined

  async function refresh(ranked?: Recommendations): Promise<void> {
    latest = ranked ?? latest
    const { tacit } = store
    const history = await tacit.history.list()
    count.textContent = String(history.length)
    count.title = `${history.length} events`
    if (!details.open) return
    const report = await tacit.report()
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

function fillFacts(list: HTMLElement, facts: [name: string, id: string, value: string][]): void {
  list.replaceChildren(
    ...facts.flatMap(([name, id, value]) => [h('dt', {}, name), h('dd', { id }, value)]),
  )
}
