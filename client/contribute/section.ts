import type { Recommender } from '../calls.ts'
import { h } from '../elements/dom.ts'
import { wordsIn } from './words.ts'

/**
 * The part of `<tacit-privacy>` about contributing: the switch, who the second party is and what it sees,
 * the protection in force, and the very pairs that would go.
 *
 * @returns an element, and a function that draws it anew
 */
export function contributionSection(recommender: Recommender): {
  element: HTMLElement
  draw(locale: string): Promise<void>
} {
  const { contribution, consent } = recommender
  const title = h('h3', { part: 'heading' })
  const toggle = h('button', {
    type: 'button',
    role: 'switch',
    part: 'switch contribute',
    onclick: () => {
      const next = contribution.status === 'granted' ? 'denied' : 'granted'
      void consent.set(next, 'contribute')
    },
  })
  const about = h('p', { part: 'about' })
  const next = h('h4', { part: 'heading' })
  const pairs = h('ul', { part: 'list pairs' })
  const element = h('section', { part: 'contribution' }, ...[title, about, toggle, next, pairs])
  return {
    element,
    async draw(locale) {
      const words = await wordsIn(locale)
      const preview = await contribution.preview()
      const { parameters } = preview
      const fill = (text: string, ...values: (string | number)[]) =>
        text.replace(/#/g, () => `${values.shift()}`)
      const isFirst = consent.status !== 'granted'
      title.textContent = words.title
      toggle.textContent = words.label
      toggle.disabled = isFirst
      toggle.setAttribute('aria-checked', `${contribution.status === 'granted'}`)
      about.textContent = [
        words.about,
        fill(words.server, preview.server),
        words.gone,
        parameters && fill(words.threshold, parameters.threshold),
        parameters?.leak &&
          fill(words.epsilon, parameters.leak.epoch.toFixed(2), parameters.leak.quarter.toFixed(2)),
      ]
        .filter(Boolean)
        .join(' ')
      next.textContent = preview.isGivenThisEpoch ? words.done : words.next
      const lines = preview.pairs.map(({ text }) => h('li', { part: 'pair' }, text))
      const otherwise = isFirst ? words.first : preview.measures ? words.bit : words.none
      pairs.hidden = preview.isGivenThisEpoch
      pairs.replaceChildren(...(lines.length ? lines : [h('li', { part: 'none' }, otherwise)]))
    },
  }
}
