import { createRecommender } from '@tacit-rec/client'

/* global EDGE */
const tacit = createRecommender({ edge: EDGE, assets: 'tacit/' })
const find = (selector) => document.querySelector(selector)

async function show() {
  find('#consent').hidden = tacit.consent.status !== 'pending'
  const { items, source } = await tacit.recommend({ limit: 5 })
  const list = find('#for-you')
  list.dataset.source = source
  list.replaceChildren(...items.map(row))
}

function row({ id, facts, reason }) {
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
show()
