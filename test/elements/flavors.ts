/** What a page of one flavor does: it shows a shelf by the options in `window.options`. */
export interface Flavor {
  name: string
  react: 18 | 19
  source: string
}

/** Makes a recommender, and what every flavor's page tells the tests. */
const COMMON = `
import { createRecommender } from '../../client/index.ts'
window.attacked = 0
window.tacit = createRecommender({
  edge: location.origin, assets: '/tacit/', engine: 'instant', consent: 'granted',
})
window.shown = []
const wanted = window.wanted ?? {}
addEventListener('tacit-shown', ({ detail }) => window.shown.push(detail.listing.items.length))
`

const REACT = `${COMMON}
import { createElement, StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { Shelf } from '../../client/react/index.ts'
function App() {
  const [props, setProps] = useState({ recommender: tacit, ...wanted })
  const [isThere, setThere] = useState(true)
  window.change = (next) => setProps({ ...props, ...next })
  window.unmount = () => setThere(false)
  const own = wanted.own && ((item) => createElement('a', { href: '#' + item.id, className: 'own' }, item.facts.title ?? item.id))
  const kept = wanted.kept && createElement('p', { id: 'kept' }, wanted.kept)
  return isThere && createElement(Shelf, { ...props, renderItem: own, onShown: (l) => { window.heard = l.items.length } }, kept)
}
createRoot(document.querySelector('#root')).render(createElement(StrictMode, {}, createElement(App)))
`

/** The facts of the site's pack, in a double. */
const DOUBLE = `
import { createRecommender } from '../../client/index.ts'
import { createTestRecommender } from '../../client/testing/index.ts'
window.attacked = 0
const real = createRecommender({ edge: location.origin, assets: '/tacit/', engine: 'instant' })
const { items } = await real.catalogue()
await real.dispose()
window.tacit = createTestRecommender({ items, consent: 'granted' })
window.shown = []
const wanted = window.wanted ?? {}
addEventListener('tacit-shown', ({ detail }) => window.shown.push(detail.listing.items.length))
`

const ELEMENT = `
import { defineShelf, provide } from '../../client/elements/index.ts'
const shelf = document.createElement('tacit-shelf')
const give = ({ own, kept, recommender, request, ...attributes }) => {
  for (const [name, value] of Object.entries(attributes)) shelf.setAttribute(name, value)
  if (attributes.reasons === false) shelf.setAttribute('reasons', 'off')
}
give(wanted)
shelf.addEventListener('tacit-shown', ({ detail }) => { window.heard = detail.listing.items.length })
if (wanted.kept) shelf.append(Object.assign(document.createElement('p'), { id: 'kept', textContent: wanted.kept }))
if (wanted.own)
  shelf.card = (item) => Object.assign(document.createElement('a'), { href: '#' + item.id, className: 'own', textContent: item.facts.title ?? item.id })
window.change = give
window.unmount = () => shelf.remove()
document.querySelector('#root').append(shelf)
defineShelf()
provide(tacit)
`

export const FLAVORS: Flavor[] = [
  { name: 'the element', react: 19, source: COMMON + ELEMENT },
  { name: 'the element, by a double of the recommender', react: 19, source: DOUBLE + ELEMENT },
  { name: 'React 19', react: 19, source: REACT },
  { name: 'React 18', react: 18, source: REACT },
  {
    name: 'Vue 3',
    react: 19,
    source: `${COMMON}
import { createApp, h, reactive } from 'vue'
import { Shelf } from '../../client/vue/index.ts'
const { own, kept, ...rest } = wanted
const props = reactive({ ...rest })
window.change = (next) => Object.assign(props, next)
const slots = {
  ...(own && { item: ({ item }) => h('a', { href: '#' + item.id, class: 'own' }, item.facts.title ?? item.id) }),
  ...(kept && { default: () => h('p', { id: 'kept' }, kept) }),
}
const app = createApp(() => h(Shelf, { ...props, recommender: tacit, onShown: (l) => { window.heard = l.items.length } }, slots))
window.unmount = () => app.unmount()
app.mount('#root')
`,
  },
]
