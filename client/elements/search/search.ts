import type { Recommendation } from '../../types.ts'
import { adopt, h, set, shadowOf } from '../dom.ts'
import { localeOf } from '../locale.ts'
import { onProvide, provided } from '../provide.ts'
import { safeUrl } from '../url.ts'
import { wordsIn } from '../words.ts'
import { STYLE } from './style.ts'
import type { SearchElementEvents, Searching, TacitSearch } from './types.ts'
import { type Slot, understood, without } from './understood.ts'
import { ENGLISH } from './words.ts'

/** Milliseconds without a keystroke before suggestions are asked for. */
const PAUSE = 80
const DEFAULT_LIMIT = 6
/** Keys that move in the text: what they do next concerns the box, not a suggestion. */
const IN_TEXT = ['ArrowLeft', 'ArrowRight', 'Home', 'End']

/**
 * The class of `<tacit-search>`, an editable combobox with list autocomplete (ARIA Authoring
 * Practices Guide). Made on demand, because a server has no `HTMLElement`.
 */
export function searchClass(): new () => TacitSearch {
  return class extends HTMLElement implements TacitSearch {
    static observedAttributes = 'label placeholder name locale lang'.split(' ')

    #recommender: Searching | null = null
    #items: readonly Recommendation[] = []
    #active = -1
    #waiting: ReturnType<typeof setTimeout> | undefined
    #asked: AbortController | undefined
    #stop = () => {}
    #words: readonly string[] = ENGLISH
    #changed = () => {
      clearTimeout(this.#waiting)
      this.#waiting = setTimeout(() => void this.#suggest(), PAUSE)
    }
    #input = h('input', {
      type: 'search',
      id: 'search',
      part: 'input',
      role: 'combobox',
      'aria-autocomplete': 'list',
      'aria-controls': 'list',
      'aria-expanded': 'false',
      autocomplete: 'off',
      spellcheck: 'false',
      enterkeyhint: 'search',
      oninput: this.#changed,
      onkeydown: (event) => this.#key(event as KeyboardEvent),
      onblur: () => this.#close(),
    })
    #popup = h('ul', {
      class: 'popup',
      part: 'popup',
      role: 'listbox',
      id: 'list',
      hidden: true,
      // The box keeps the focus while a suggestion is pressed.
      onpointerdown: (event) => event.preventDefault(),
      onclick: ({ target }) => {
        const option = (target as Element).closest('[role=option]')
        if (option) this.#choose([...this.#popup.children].indexOf(option))
      },
    })
    #chips = h('ul', { class: 'chips', part: 'chips', hidden: true })
    #status = h('p', { class: 'status', role: 'status' })

    get recommender() {
      return this.#recommender ?? provided() ?? null
    }
    set recommender(recommender) {
      this.#recommender = recommender
      this.#label()
    }
    get value() {
      return this.#input.value
    }
    set value(value) {
      this.#input.value = value
    }

    connectedCallback() {
      if (!this.shadowRoot) {
        const onsubmit = (event: Event) => {
          event.preventDefault()
          this.#send()
        }
        shadowOf(this, STYLE).append(
          h('form', { role: 'search', part: 'form', onsubmit }, this.#input, this.#popup),
          this.#chips,
          this.#status,
        )
      }
      adopt(this, ['recommender', 'value'])
      this.#stop = onProvide(() => {
        this.#label()
        this.#changed()
      })
      this.#label()
    }
    disconnectedCallback() {
      this.#stop()
      clearTimeout(this.#waiting)
      this.#asked?.abort()
    }
    attributeChangedCallback() {
      this.#label()
    }
    override focus(options?: FocusOptions) {
      this.#input.focus(options)
    }

    #label() {
      if (!this.isConnected) return
      void wordsIn(localeOf(this, this.recommender), 'SEARCH', ENGLISH).then((words) => {
        if (words === this.#words) return
        this.#words = words
        this.#label()
      })
      const [search, suggestions, , chips] = this.#words
      const of = (name: string) => this.getAttribute(name)
      const label = of('label') || search
      set(this.#input, {
        'aria-label': label,
        placeholder: of('placeholder') ?? label,
        name: of('name') || 'q',
      })
      set(this.#popup, { 'aria-label': suggestions })
      set(this.#chips, { 'aria-label': chips })
    }

    async #suggest() {
      const { recommender, value } = this
      this.#asked?.abort()
      this.#asked = new AbortController()
      const { signal } = this.#asked
      this.#tell('tacit-type', { query: value })
      if (!recommender || !value.trim()) {
        this.#show([], [])
        this.#status.textContent = ''
        return
      }
      const { slots, words, filter } = await understood(recommender, value)
      if (signal.aborted) return
      const of = (name: string) => this.getAttribute(name) || undefined
      const { items } = await recommender.search(words, {
        limit: Math.floor(Number(of('limit'))) || DEFAULT_LIMIT,
        category: of('category'),
        placement: of('placement'),
        filter,
        signal,
      })
      if (signal.aborted) return
      this.#show(items, slots)
      const [, suggestions, none] = this.#words
      this.#status.textContent = items.length ? `${suggestions}: ${items.length}` : none
    }

    #show(items: readonly Recommendation[], slots: readonly Slot[]) {
      this.#items = items
      const reasons = this.getAttribute('reasons') !== 'off'
      this.#popup.replaceChildren(...items.map((item, n) => optionOf(item, n, reasons)))
      this.#chips.replaceChildren(...slots.map((slot) => this.#chipOf(slot)))
      this.#chips.hidden = !slots.length
      if (items.length && this.shadowRoot?.activeElement === this.#input) this.#open()
      else this.#close()
    }

    #chipOf(slot: Slot) {
      const [, , , , remove, not] = this.#words
      const text = slot.negated ? not.replace('#', () => slot.text) : slot.text
      const onclick = () => {
        this.value = without(this.value, slot)
        this.focus()
        this.#changed()
      }
      const label = remove.replace('#', () => text)
      const button = {
        type: 'button',
        part: `chip chip-${slot.name}`,
        'aria-label': label,
        onclick,
      }
      return h('li', {}, h('button', button, `${text} ×`))
    }

    #key(event: KeyboardEvent) {
      const { key, altKey } = event
      const { length } = this.#items
      const isOpen = !this.#popup.hidden
      // Enter and arrows belong to an input method while it composes.
      if (event.isComposing) return
      const step = { ArrowDown: 1, ArrowUp: -1 }[key]
      if (step && length) {
        event.preventDefault()
        if (altKey && step < 0) return this.#close()
        this.#open()
        // One place beyond the ends is the box itself.
        if (!altKey) this.#mark(((this.#active + 1 + step + length + 1) % (length + 1)) - 1)
      } else if (key === 'Enter' && this.#active >= 0) {
        event.preventDefault()
        this.#choose(this.#active)
      } else if (key === 'Escape' && (isOpen || this.value)) {
        event.preventDefault()
        if (isOpen) return this.#close()
        this.value = ''
        this.#changed()
      } else if (IN_TEXT.includes(key)) this.#mark(-1)
    }

    #mark(active: number) {
      this.#active = active
      for (const [n, option] of [...this.#popup.children].entries()) {
        option.setAttribute('aria-selected', `${n === active}`)
        if (n === active) option.scrollIntoView({ block: 'nearest' })
      }
      set(this.#input, { 'aria-activedescendant': this.#popup.children[active]?.id })
    }

    #open() {
      this.#popup.hidden = false
      set(this.#input, { 'aria-expanded': 'true' })
    }

    #close() {
      this.#popup.hidden = true
      set(this.#input, { 'aria-expanded': 'false' })
      this.#mark(-1)
    }

    #choose(n: number) {
      const item = this.#items[n]
      this.#close()
      this.#remember()
      const url = safeUrl(item.facts.url)
      if (this.#tell('tacit-select', { item, query: this.value }) && url) location.assign(url)
    }

    #send() {
      clearTimeout(this.#waiting)
      this.#asked?.abort()
      this.#close()
      this.#remember()
      const url = safeUrl(this.getAttribute('href'))
      if (this.#tell('tacit-query', { query: this.value }) && url)
        location.assign(url + encodeURIComponent(this.value))
    }

    /** A query that was sent counts later, as far as the visitor's consent allows. */
    #remember() {
      const query = this.value.trim()
      if (query) this.recommender?.track('query', query)
    }

    #tell<E extends keyof SearchElementEvents>(name: E, detail: SearchElementEvents[E]): boolean {
      const options = { detail, bubbles: true, composed: true, cancelable: true }
      return this.dispatchEvent(new CustomEvent(name, options))
    }
  }
}

function optionOf({ facts, id, reason }: Recommendation, n: number, reasons: boolean) {
  return h(
    'li',
    { role: 'option', part: 'option', id: `option-${n}`, 'aria-selected': 'false' },
    facts.title?.trim() || id,
    reasons && h('span', { class: 'reason', part: 'reason' }, reason.text),
  )
}
