import type { Recommender } from '../../calls.ts'
import type { contributionSection } from '../../contribute/section.ts'
import type { HistoryEvent } from '../../types.ts'
import { adopt, h, shadowOf } from '../dom.ts'
import { localeOf } from '../locale.ts'
import { onProvide, provided } from '../provide.ts'
import { safeUrl } from '../url.ts'
import { wordsIn } from '../words.ts'
import { type Person, type PersonInterest, personOf } from './person.ts'
import { STYLE } from './style.ts'
import { deedOf, ENGLISH, type PrivacyWords, privacyWords } from './words.ts'

/** `<tacit-privacy>`: what this device knows about the person, and the switches over it. */
export interface TacitPrivacy extends HTMLElement {
  /** Default: the recommender that was given to `provide`. */
  recommender: Recommender | null
}

/** Events at first, and with each *Show more*. */
const EVENTS = 20
const MAX_INTERESTS = 12

/** A text with a name in the place of `#`. */
const named = (text: string, name: string) => text.replace('#', () => name)

/** The class of `<tacit-privacy>`. Made on demand, because a server has no `HTMLElement`. */
export function privacyClass(): new () => TacitPrivacy {
  return class extends HTMLElement implements TacitPrivacy {
    static observedAttributes = ['lang', 'locale', 'href']

    #recommender: Recommender | null = null
    #contribution: ReturnType<typeof contributionSection> | null = null
    #person: Person | undefined
    #texts: readonly string[] = ENGLISH
    #words: PrivacyWords = privacyWords(ENGLISH)
    #max = EVENTS
    #asked = 0
    #stop = () => {}
    #title = h('h2', { part: 'heading' })
    #intro = h('p', { part: 'intro' })
    #switch = h('button', {
      type: 'button',
      role: 'switch',
      part: 'switch',
      onclick: () => this.#answer(),
    })
    #state = h('p', { part: 'state' })
    #interestsTitle = h('h3', { part: 'heading', tabindex: -1 })
    #interests = h('ul', { part: 'list interests' })
    #eventsTitle = h('h3', { part: 'heading', tabindex: -1 })
    #events = h('ul', { part: 'list events' })
    #more = h('button', { type: 'button', part: 'button more', onclick: () => this.#showMore() })
    #export = h('button', { type: 'button', part: 'button export', onclick: () => this.#save() })
    #forget = h('button', {
      type: 'button',
      part: 'button forget',
      onclick: () => this.#dialog.showModal(),
    })
    #question = h('p', { id: 'question' })
    #yes = h('button', { type: 'button', part: 'button yes', onclick: () => this.#forgetAll() })
    #no = h('button', { type: 'button', part: 'button no', onclick: () => this.#dialog.close() })
    #dialog = h(
      'dialog',
      { 'aria-labelledby': 'question', part: 'question' },
      this.#question,
      this.#no,
      this.#yes,
    )
    #said = h('p', { class: 'unseen', role: 'status' })
    #box = h(
      'section',
      { part: 'privacy' },
      h('slot', { name: 'heading' }, this.#title),
      this.#intro,
      this.#switch,
      this.#state,
      this.#interestsTitle,
      this.#interests,
      this.#eventsTitle,
      this.#events,
      this.#more,
      h('p', { class: 'actions', part: 'actions' }, this.#export, this.#forget),
      this.#dialog,
      h('slot', {}),
      this.#said,
    )

    #locale() {
      return localeOf(this, this.#recommender ?? provided())
    }

    get recommender() {
      return this.#recommender
    }
    set recommender(recommender) {
      this.#recommender = recommender
      this.#start()
    }

    connectedCallback() {
      if (!this.shadowRoot) shadowOf(this, STYLE).append(this.#box)
      adopt(this, ['recommender'])
      this.#start()
    }

    disconnectedCallback() {
      this.#stop()
    }

    attributeChangedCallback() {
      if (this.shadowRoot) void this.#draw()
    }

    #start() {
      if (!this.isConnected) return
      this.#stop()
      const recommender = this.#recommender ?? provided()
      this.#person = recommender && personOf(recommender)
      const stops = [
        onProvide(() => this.#start()),
        this.#person?.onChange(() => void this.#draw()),
        recommender?.on('update', () => void this.#draw()),
      ]
      this.#stop = () => {
        for (const stop of stops) stop?.()
      }
      this.#contribution?.element.remove()
      this.#contribution = null
      if (recommender?.contribution?.isOffered) void this.#offer(recommender)
      void this.#draw()
    }

    /** Shows what is contributed, by a file that only pages load which offer it. */
    async #offer(recommender: Recommender) {
      const mine = this.#stop
      const part = await import('../../contribute/section.ts').catch(() => null)
      if (!part || mine !== this.#stop) return
      this.#contribution = part.contributionSection(recommender)
      this.#more.after(this.#contribution.element)
      await this.#draw()
    }

    async #draw() {
      const mine = ++this.#asked
      const person = this.#person
      const texts = await wordsIn(this.#locale(), 'PRIVACY', ENGLISH)
      const words = privacyWords(texts)
      const [interests, events, met] = person
        ? await Promise.all([person.interests(), person.events(), person.met()])
        : [[], [], new Map()]
      if (mine !== this.#asked) return
      this.#texts = texts
      this.#words = words
      const consent = person?.consent() ?? 'pending'
      this.#box.setAttribute('aria-label', words.title)
      this.#box.setAttribute('aria-busy', `${!person}`)
      for (const [element, text] of [
        [this.#title, words.title],
        [this.#intro, words.intro],
        [this.#switch, words.remember],
        [this.#state, words[consent]],
        [this.#interestsTitle, words.interests],
        [this.#eventsTitle, words.events],
        [this.#more, words.more],
        [this.#export, words.export],
        [this.#forget, words.forget],
        [this.#question, words.sure],
        [this.#yes, words.yes],
        [this.#no, words.no],
      ] as const)
        element.textContent = text
      this.#switch.setAttribute('aria-checked', `${consent === 'granted'}`)
      fill(
        this.#interests,
        interests
          // One that was ignored must be there to be used again.
          .filter(({ taste }, n) => taste || n < MAX_INTERESTS)
          .map((interest) => this.#interestOf(interest, interests[0].weight)),
        words.none,
      )
      fill(
        this.#events,
        events
          .slice(-this.#max)
          .reverse()
          .map((event) => this.#eventOf(event, met.get(event.item)?.title ?? event.item)),
        words.none,
      )
      this.#more.hidden = events.length <= this.#max
      // Its own words say what leaves this browser.
      this.#intro.hidden = !!this.#contribution
      await this.#contribution?.draw(this.#locale())
    }

    /** Shows older events, and moves the focus to the first of them. */
    async #showMore() {
      const shown = this.#events.children.length
      this.#max += EVENTS
      await this.#draw()
      this.#events.children[shown]?.querySelector('button')?.focus()
    }

    #interestOf({ id, label, weight, taste }: PersonInterest, max: number) {
      const { say } = this.#person!
      const words = this.#words
      const button = (own: 'mute' | 'boost', sign: string) => {
        const isPressed = taste === own
        const part = `icon ${own}${isPressed ? ' pressed' : ''}`
        const toggle = iconButton(sign, named(words[own], label), part, () =>
          this.#change(this.#interests, () => say(id, isPressed ? undefined : own)),
        )
        toggle.setAttribute('aria-pressed', `${isPressed}`)
        return toggle
      }
      const line = h(
        'li',
        {
          part: `interest${taste ? (taste === 'mute' ? ' muted' : ' boosted') : ''}`,
          'data-id': id,
        },
        h('span', {}, label),
        h('span', { part: 'share' }, weight.toLocaleString(this.#locale(), { style: 'percent' })),
        button('boost', '+'),
        button('mute', '⊘'),
      )
      // For a bar by the page's styles, as long as the share of the strongest.
      line.style.setProperty('--share', `${weight / (max || 1)}`)
      return line
    }

    #eventOf({ kind, item, time }: HistoryEvent, title: string) {
      const { remove } = this.#person!
      const words = this.#words
      const moment = new Date(time)
      const pattern = this.getAttribute('href')
      // A query is no item, and has no page.
      const href =
        pattern && kind !== 'query' && safeUrl(pattern.replaceAll('{id}', encodeURIComponent(item)))
      return h(
        'li',
        { part: 'event', 'data-id': item },
        h('span', {}, href ? h('a', { href, part: 'link' }, title) : title),
        h(
          'span',
          { class: 'when' },
          h('span', { part: 'kind' }, deedOf(kind, this.#texts)),
          h(
            'time',
            { part: 'time', datetime: moment.toISOString() },
            moment.toLocaleString(this.#locale(), { dateStyle: 'short', timeStyle: 'short' }),
          ),
        ),
        iconButton('✕', named(words.remove, title), 'icon', () =>
          this.#change(this.#events, () => remove(item), named(words.removed, title)),
        ),
      )
    }

    /** Changes something in a list, and keeps the focus at its place there. */
    async #change(list: HTMLElement, work: () => Promise<unknown>, said = '') {
      const buttons = () => [...list.querySelectorAll('button')]
      const at = buttons().indexOf(this.shadowRoot!.activeElement as HTMLButtonElement)
      await work()
      await this.#draw()
      const left = buttons()
      const next = left[Math.min(at, left.length - 1)] ?? list.previousElementSibling
      if (at >= 0) (next as HTMLElement).focus()
      this.#said.textContent = said
    }

    async #answer() {
      const consent = this.#person?.consent() === 'granted' ? 'denied' : 'granted'
      await this.#person?.setConsent(consent)
      await this.#draw()
      this.#said.textContent = this.#words[consent]
    }

    async #forgetAll() {
      this.#dialog.close()
      await this.#person?.forget()
      this.dispatchEvent(new Event('tacit-forgotten', { bubbles: true, composed: true }))
      await this.#draw()
      this.#said.textContent = this.#words.forgotten
    }

    async #save() {
      const text = JSON.stringify(await this.#person?.export(), null, 2)
      const href = URL.createObjectURL(new Blob([text], { type: 'application/json' }))
      h('a', { href, download: 'my-data.json' }).click()
      setTimeout(() => URL.revokeObjectURL(href), 1000)
    }
  }
}

function fill(list: HTMLElement, lines: HTMLElement[], otherwise: string): void {
  list.replaceChildren(...(lines.length ? lines : [h('li', { part: 'none' }, otherwise)]))
}

function iconButton(sign: string, label: string, part: string, onclick: () => unknown) {
  return h(
    'button',
    {
      type: 'button',
      part: `button ${part}`,
      'aria-label': label,
      title: label,
      onclick,
    },
    sign,
  )
}
