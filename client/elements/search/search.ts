import type { Recommendation, Recommender } from '../../types.ts'
import { adopt, h, set, shadowOf } from '../dom.ts'
import { onProvide, provided } from '../provide.ts'
import { STYLE } from './style.ts'
import { type Slot, slotsOf, without } from './understood.ts'

/** What the element needs of a recommender. */
type Searching = Pick<Recommender, 'search' | 'track'>

/** `<tacit-search>`: a search box that suggests as one types. */
export interface TacitSearch extends HTMLElement {
  /** Default: the recommender that was given to `provide`. */
  recommender: Searching | null
  /** What is in the box. */
  value: string
}

/** Events of the element and their details. All bubble; `preventDefault` keeps it from navigating. */
export interface SearchElementEvents {
  /** A suggestion was chosen. Default: go to its `url`. */
  'tacit-select': { item: Recommendation; query: string }
  /** The query was sent. Default: go to `href` + the query. */
  'tacit-query': { query: string }
  /** The query changed, a short pause ago. */
  'tacit-type': { query: string }
}

/** Milliseconds without a keystroke before suggestions are asked for. */
const PAUSE = 80
const DEFAULT_LIMIT = 6
const ATTRIBUTES = ['placeholder', 'label', 'name']

let made = 0

/**
 * The class of `<tacit-search>`, an editable combobox with list autocomplete (ARIA Authoring
 * Practices Guide). Made on demand, because a server has no `HTMLElement`.
 */
export function searchClass(): new () => TacitSearch {
  return class extends HTMLElement implements TacitSearch {
    static observedAttributes = ATTRIBUTES

    #recommender: Searching | null = null
    #items: readonly Recommendation[] = []
    #active = -1
    #waiting: ReturnType<typeof setTimeout> | undefined
    #asked: AbortController | undefined
    #stop = () => {}
    #input = h('input', { type: 'search', id: 'search', part: 'input', role: 'combobox' })
    #popup = h('ul', { class: 'popup', part: 'popup', role: 'listbox', id: `list-${++made}` })
    #chips = h('ul', { class: 'chips', part: 'chips' })
    #status = h('p', { class: 'status', role: 'status' })

    get recommender() {
      return this.#recommender ?? provided() ?? null
    }
    set recommender(recommender) {
      this.#recommender = recommender
    }
    get value() {
      return this.#input.value
    }
    set value(value) {
      this.#input.value = value
    }

    connectedCallback() {
      if (!this.shadowRoot) this.#build()
      adopt(this, ['recommender', 'value'])
      this.#stop = onProvide(this.#changed)
    }
    disconnectedCallback() {
      this.#stop()
      clearTimeout(this.#waiting)
      this.#asked?.abort()
    }
    attributeChangedCallback() {
      this.#label()
    }

    #build() {
      const root = shadowOf(this, STYLE, { delegatesFocus: true })
      const form = h('form', { role: 'search', part: 'form' }, this.#input, this.#popup)
      root.append(form, this.#chips, this.#status)
      set(this.#input, {
        'aria-autocomplete': 'list',
        'aria-controls': this.#popup.id,
        autocomplete: 'off',
        spellcheck: 'false',
        enterkeyhint: 'search',
      })
      this.#label()
      this.#close()
      form.addEventListener('submit', (event) => {
        event.preventDefault()
        this.#send()
      })
      this.#input.addEventListener('input', this.#changed)
      this.#input.addEventListener('keydown', (event) => this.#key(event))
      this.#input.addEventListener('blur', () => this.#close())
      // The box keeps the focus while a suggestion is pressed.
      this.#popup.addEventListener('pointerdown', (event) => event.preventDefault())
      this.#popup.addEventListener('click', ({ target }) => {
        const option = (target as Element).closest('[role=option]')
        if (option) this.#choose([...this.#popup.children].indexOf(option))
      })
    }

    #label() {
      const label = this.getAttribute('label') ?? 'Search'
      this.#input.setAttribute('aria-label', label)
      this.#popup.setAttribute('aria-label', 'Suggestions')
      this.#chips.setAttribute('aria-label', 'Understood')
      this.#input.placeholder = this.getAttribute('placeholder') ?? ''
      this.#input.name = this.getAttribute('name') ?? 'q'
    }

    #changed = () => {
      clearTimeout(this.#waiting)
      this.#waiting = setTimeout(() => void this.#suggest(), PAUSE)
    }

    async #suggest() {
      const { recommender, value } = this
      this.#asked?.abort()
      this.#asked = new AbortController()
      const { signal } = this.#asked
      this.#tell('tacit-type', { query: value })
      if (!recommender || value.trim() === '') {
        this.#showChips([])
        this.#close()
        return
      }
      const limit = Number(this.getAttribute('limit')) || DEFAULT_LIMIT
      const [{ items, code }, slots] = await Promise.all([
        recommender.search(value, { limit, signal }),
        slotsOf(recommender as Recommender, value),
      ])
      if (signal.aborted || code === 'sdk/aborted') return
      this.#items = items
      this.#active = -1
      this.#popup.replaceChildren(...items.map(optionOf))
      this.#showChips(slots)
      if (items.length > 0 && this.shadowRoot?.activeElement === this.#input) this.#open()
      else this.#close()
      const found = items.length === 1 ? '1 suggestion' : `${items.length} suggestions`
      this.#status.textContent = items.length > 0 ? found : 'No suggestions'
    }

    #showChips(slots: readonly Slot[]) {
      this.#chips.hidden = slots.length === 0
      this.#chips.replaceChildren(
        ...slots.map((slot) => {
          const text = `${slot.negated ? 'not ' : ''}${slot.value}`
          const onclick = () => {
            this.value = without(this.value, slot)
            this.#input.focus()
            this.#changed()
          }
          const label = `Remove ${slot.name}: ${text}`
          const chip = { type: 'button', part: 'chip', 'aria-label': label, onclick }
          return h('li', {}, h('button', chip, `${text} ×`))
        }),
      )
    }

    #key(event: KeyboardEvent) {
      const { length } = this.#items
      // Enter and arrows belong to an input method while it composes.
      if (event.isComposing) return
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
      if (step && length > 0) {
        event.preventDefault()
        const isOpen = !this.#popup.hidden
        this.#open()
        // One place beyond the ends is the box itself.
        if (!event.altKey || isOpen)
          this.#mark(((this.#active + 1 + step + length + 1) % (length + 1)) - 1)
      } else if (event.key === 'Enter' && this.#active >= 0) {
        event.preventDefault()
        this.#choose(this.#active)
      } else if (event.key === 'Escape' && (!this.#popup.hidden || this.value !== '')) {
        event.preventDefault()
        if (this.#popup.hidden) {
          this.value = ''
          this.#changed()
        } else this.#close()
      }
    }

    #mark(active: number) {
      this.#active = active
      for (const [n, option] of [...this.#popup.children].entries()) {
        option.setAttribute('aria-selected', String(n === active))
        if (n === active) option.scrollIntoView({ block: 'nearest' })
      }
      if (active < 0) this.#input.removeAttribute('aria-activedescendant')
      else this.#input.setAttribute('aria-activedescendant', this.#popup.children[active].id)
    }

    #open() {
      this.#popup.hidden = false
      this.#input.setAttribute('aria-expanded', 'true')
    }

    #close() {
      this.#popup.hidden = true
      this.#input.setAttribute('aria-expanded', 'false')
      this.#mark(-1)
    }

    #choose(n: number) {
      const item = this.#items[n]
      this.#close()
      this.#remember()
      if (this.#tell('tacit-select', { item, query: this.value }) && item.facts.url)
        location.assign(item.facts.url)
    }

    #send() {
      clearTimeout(this.#waiting)
      this.#close()
      this.#remember()
      const href = this.getAttribute('href')
      if (this.#tell('tacit-query', { query: this.value }) && href !== null)
        location.assign(href + encodeURIComponent(this.value))
    }

    /** A query that was sent counts later, as far as the visitor's consent allows. */
    #remember() {
      const query = this.value.trim()
      if (query !== '') void this.recommender?.track('query', query)
    }

    #tell<E extends keyof SearchElementEvents>(name: E, detail: SearchElementEvents[E]): boolean {
      const options = { detail, bubbles: true, composed: true, cancelable: true }
      return this.dispatchEvent(new CustomEvent(name, options))
    }
  }
}

function optionOf({ facts, id, reason }: Recommendation, n: number): HTMLElement {
  return h(
    'li',
    { role: 'option', part: 'option', id: `option-${n}`, 'aria-selected': 'false' },
    `${facts.title ?? id}`,
    h('span', { class: 'reason', part: 'reason' }, reason.text),
  )
}
