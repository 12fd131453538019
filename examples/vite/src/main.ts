import { createRecommender, type Recommendation } from '@tacit-rec/client'

const edge = import.meta.env.VITE_TACIT_EDGE
// The edge also serves the SDK's workers and .wasm files, which a bundler need not know.
const tacit = createRecommender({ edge, assets: `${edge}/tacit/` })

function find<E extends HTMLElement>(selector: string): E {
  const element = document.querySelector<E>(selector)
  if (!element) throw new Error(`index.html has no element ${selector}`)
  return element
}

async function show(): Promise<void> {
  find('#consent').hidden = tacit.consent.status !== 'pending'
  const { items, source } = await tacit.recommend({ limit: 5 })
  const list = find('#for-you')
  list.dataset.source = source
  list.replaceChildren(...items.map(row))
}

function row({ id, facts, reason }: Recommendation): HTMLLIElement {
  const item = document.createElement('button')
  item.textContent = facts.title ?? id
  item.onclick = () => tacit.track('view', id)
  const row = document.createElement('li')
  row.append(item, ` ${reason.text}`)
  return row
}

find('#yes').onclick = () => tacit.consent.set('granted')
find('#no').onclick = () => tacit.consent.set('denied')
tacit.on('change', show)
tacit.on('update', show)
await show()
