import { announce, h, slot } from '../dom.ts'
import type { Shop } from '../state.ts'

const NAMES: Record<string, string> = {
  'ort-webgpu': 'ONNX Runtime on WebGPU',
  'ort-wasm': 'ONNX Runtime on WASM',
  instant: 'Instant (TypeScript and SIMD)',
  none: 'None yet',
}

/** What this device knows, and the two buttons that let a person take it or delete it. */
export function devicePanel({ tacit, byId }: Shop): { refresh(): Promise<void> } {
  const body = h('div', { class: 'body' })
  const forget = h('button', { type: 'button', id: 'forget' }, 'Forget me')
  forget.addEventListener('click', async () => {
    await tacit.forget()
    announce('Forgotten: this device knows nothing any more')
  })
  const save = h('button', { type: 'button', id: 'export' }, 'Export')
  save.addEventListener('click', async () => {
    const text = JSON.stringify(await tacit.export(), null, 2)
    const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
    h('a', { href: url, download: 'what-this-device-knows.json' }).click()
    URL.revokeObjectURL(url)
  })
  const remember = h('input', { type: 'checkbox', id: 'consent', role: 'switch' })
  remember.addEventListener('change', () =>
    tacit.setConsent(remember.checked ? 'granted' : 'denied'),
  )
  slot('panel').replaceChildren(
    h(
      'details',
      { open: matchMedia('(min-width: 80rem)').matches },
      h('summary', {}, 'What this device knows'),
      body,
      h('label', { class: 'switch' }, remember, ' Remember here, on this device'),
      h('p', { class: 'actions' }, save, forget),
    ),
  )

  async function refresh(): Promise<void> {
    const [report, events, intents, result] = await Promise.all([
      tacit.report(),
      tacit.history(),
      tacit.intents(),
      tacit.recommend({ limit: 1 }),
    ])
    remember.checked = tacit.consent() === 'granted'
    const timings = Object.entries(report.timings).map(([n, ms]) => `${n} ${ms.toFixed(1)} ms`)
    const row = (name: string, value: string, id?: string) =>
      [h('dt', {}, name), h('dd', { id }, value)] as const
    body.replaceChildren(
      h(
        'dl',
        {},
        ...row('Engine', NAMES[report.engine], 'engine'),
        ...row('Measured here', timings.join(', ') || 'not yet'),
        ...row(
          'Last ranking',
          result.source === 'model' ? `${result.milliseconds.toFixed(1)} ms` : '–',
          'ranking-time',
        ),
        ...row('Events kept', String(events.length), 'event-count'),
        ...row('Pack', `sequence ${result.sequence ?? '–'}${result.stale ? ', stale' : ''}`),
        ...row('Sent to anybody', 'nothing'),
      ),
      h('h3', {}, 'Your interests'),
      intents.length
        ? h(
            'ul',
            { class: 'intents', role: 'list' },
            ...intents
              .slice(0, 6)
              .map(({ label, weight }) =>
                h(
                  'li',
                  {},
                  h('span', {}, label),
                  h('meter', { min: 0, max: 1, value: weight.toFixed(3), 'aria-label': label }),
                ),
              ),
          )
        : h('p', { class: 'note' }, 'None yet.'),
      h('h3', {}, 'Lately'),
      events.length
        ? h(
            'ol',
            { class: 'events', role: 'list' },
            ...events
              .slice(-5)
              .reverse()
              .map(({ kind, item }) => h('li', {}, `${kind} · ${byId.get(item)?.title ?? item}`)),
          )
        : h('p', { class: 'note' }, 'Nothing.'),
    )
  }
  return { refresh }
}

/** Asks once, plainly. Until there is an answer, history stays in memory. */
export function askConsent({ tacit }: Shop): void {
  if (tacit.consent() !== 'pending') return
  const banner = slot('banner')
  const answer = (consent: 'granted' | 'denied', label: string, className: string) =>
    h(
      'button',
      {
        type: 'button',
        class: className,
        onclick: async () => {
          banner.replaceChildren()
          await tacit.setConsent(consent)
        },
      },
      label,
    )
  banner.replaceChildren(
    h(
      'section',
      { class: 'banner', 'aria-label': 'Consent' },
      h(
        'p',
        {},
        h('strong', {}, 'Remember what I look at, on this device only? '),
        'The shelf above is ranked in your browser. What you look at is never sent to us or to anybody, whichever you choose.',
      ),
      h(
        'p',
        { class: 'actions' },
        answer('granted', 'Remember here', 'primary'),
        answer('denied', 'No, thank you', ''),
      ),
    ),
  )
}
