import type { Recommender } from '../calls.ts'
import { h, shadowOf } from '../elements/dom.ts'
import { record } from './record.ts'
import { STYLE } from './style.ts'
import { VIEWS } from './views.ts'

export interface Devtools {
  /** Ends the recording and removes the panel. */
  close(): void
}

/** A panel at the foot of the page, with tabs. */
export function showPanel(recommender: Recommender): Devtools {
  const host = h('div', { 'data-tacit-devtools': true })
  const names = Object.keys(VIEWS)
  let shown = names[0]
  const panel = h('div', { role: 'tabpanel', id: 'panel', tabindex: 0 })
  const tabs = names.map((name) =>
    h(
      'button',
      {
        role: 'tab',
        type: 'button',
        id: `tab-${name}`,
        'aria-controls': 'panel',
        onclick: () => show(name),
      },
      name,
    ),
  )
  const tablist = h('div', { role: 'tablist', 'aria-label': 'Tacit', onkeydown }, ...tabs)
  const end = h(
    'button',
    { type: 'button', class: 'close', 'aria-label': 'Close', onclick: close },
    '✕',
  )
  shadowOf(host, STYLE).append(
    h('section', { 'aria-label': 'Tacit devtools' }, h('header', {}, tablist, end), panel),
  )

  // What a person types into a tab must not vanish when something is recorded.
  const recording = record(recommender, () => {
    if (shown !== 'Score') void draw()
  })

  async function draw(): Promise<void> {
    const name = shown
    const nodes = await VIEWS[name](recommender, recording)
    if (name === shown) panel.replaceChildren(...nodes)
  }

  function show(name: string): void {
    shown = name
    for (const tab of tabs) {
      const isShown = tab.textContent === name
      tab.setAttribute('aria-selected', String(isShown))
      tab.tabIndex = isShown ? 0 : -1
    }
    panel.setAttribute('aria-labelledby', `tab-${name}`)
    panel.replaceChildren()
    void draw()
  }

  function onkeydown(event: Event): void {
    const at = names.indexOf(shown)
    const to: Record<string, number> = {
      ArrowRight: (at + 1) % names.length,
      ArrowLeft: (at + names.length - 1) % names.length,
      Home: 0,
      End: names.length - 1,
    }
    const { key } = event as KeyboardEvent
    if (!(key in to)) return
    event.preventDefault()
    show(names[to[key]])
    tabs[to[key]].focus()
  }

  function close(): void {
    recording.stop()
    host.remove()
  }

  show(shown)
  document.body.append(host)
  return { close }
}
