import type { Recommendation, Recommendations } from '../../types.ts'
import { adopt, h, set, shadowOf } from '../dom.ts'
import { type Followed, follow, type ListRequest, type Source } from '../follow.ts'
import { localeOf } from '../locale.ts'
import { onProvide, provided } from '../provide.ts'
import { wordsIn } from '../words.ts'
import { type CardOptions, cardOf } from './card.ts'
import type { Carousel } from './carousel.ts'
import { LISTS, listOf, requestOf } from './request.ts'
import { STYLE } from './style.ts'
import type { CardMaker, ShelfEvents, TacitShelf } from './types.ts'
import { ENGLISH } from './words.ts'

type Track = (kind: string, item: string, details: object) => unknown

/** Milliseconds. */
const GLANCE = 1000

/** The class of `<tacit-shelf>`. Made on demand, because a server has no `HTMLElement`. */
export function shelfClass(): new () => TacitShelf {
  return class extends HTMLElement implements TacitShelf {
    static observedAttributes =
      'list item limit placement category label locale lang href reasons'.split(' ')

    #recommender: Source | null = null
    #request: ListRequest = {}
    #card: CardMaker | undefined
    #listing: Recommendations | null = null
    #shown = 0
    #followed: Followed | undefined
    #stop: (() => void) | undefined
    #words: readonly string[] = ENGLISH
    #slides = new Map<string, HTMLElement>()
    #made = new Map<string, HTMLElement>()
    #met = new Set<string>()
    #watch: IntersectionObserver | undefined
    #carousel: Carousel | undefined
    #row = h('div', { class: 'row', part: 'row', id: 'row' })
    #bar = h('div', { class: 'bar', part: 'bar' })
    #heading = h('h2', { part: 'heading' })
    #until = h('slot', { onslotchange: () => this.#draw() })
    #empty = h('slot', { name: 'empty' })
    #box = h(
      'section',
      { part: 'shelf', role: 'region', onclick: (event) => this.#clicked(event) },
      this.#bar,
      this.#row,
      this.#until,
      this.#empty,
    )

    get recommender() {
      return this.#recommender
    }
    set recommender(recommender) {
      this.#recommender = recommender
      this.#start()
    }
    get request() {
      return this.#request
    }
    set request(request) {
      this.#request = request
      this.refresh()
    }
    get card() {
      return this.#card
    }
    set card(card) {
      this.#card = card
      this.#slides.clear()
      this.#draw()
    }
    get listing() {
      return this.#listing
    }

    connectedCallback() {
      if (!this.shadowRoot) {
        shadowOf(this, STYLE).append(this.#box)
        this.#bar.append(h('slot', { name: 'heading' }, this.#heading), h('slot', { name: 'note' }))
        this.#enhance().catch(() => {})
      }
      adopt(this, ['recommender', 'request', 'card'])
      const resized = new ResizeObserver(() => this.#carousel?.measure())
      resized.observe(this.#row)
      const ignore = onProvide(() => this.#start())
      this.#stop = () => {
        ignore()
        resized.disconnect()
        this.#watch?.disconnect()
        this.#followed?.stop()
      }
      this.#draw()
      this.#start()
    }

    /** Until the carousel's part is there, and without it, the row scrolls as any element does. */
    async #enhance() {
      const { carouselOf } = await import('./carousel.ts')
      this.#carousel = carouselOf(this.#row)
      this.#bar.append(this.#carousel.buttons)
      this.#draw()
    }

    disconnectedCallback() {
      this.#stop?.()
    }

    attributeChangedCallback() {
      this.#draw()
      this.refresh()
    }

    refresh() {
      this.#followed?.refresh()
    }

    #source() {
      return this.#recommender ?? provided()
    }

    #start() {
      if (!this.isConnected) return
      this.#followed?.stop()
      const source = this.#source()
      this.#followed =
        source &&
        follow(
          source,
          () => requestOf(this, this.#request),
          (listing) => {
            this.#listing = listing
            this.#shown = performance.now()
            this.#draw()
            this.#tell('tacit-shown', { listing })
          },
          () => this.#isRead(),
        )
    }

    /** Whether a person had time to look at these items: they do not jump for a newer pack. */
    #isRead() {
      const { top, bottom } = this.getBoundingClientRect()
      const isOld = performance.now() - this.#shown > GLANCE
      return isOld && !!this.#listing?.items.length && bottom > 0 && top < innerHeight
    }

    #draw() {
      if (!this.shadowRoot) return
      const locale = localeOf(this, this.#source())
      void wordsIn(locale, 'SHELF', ENGLISH).then((words) => {
        if (words === this.#words) return
        this.#words = words
        this.#draw()
      })
      const [back, forward, carousel, slide, place] = this.#words.slice(LISTS.length)
      const listing = this.#listing
      const items = listing?.items ?? []
      const isEmpty = !!listing && !items.length
      const label =
        this.getAttribute('label') || this.#words[LISTS.indexOf(listOf(this, this.#request))]
      // Content of a server stays until there is something better.
      const isKept = !items.length && this.#until.assignedElements().length > 0
      this.dataset.state = isEmpty ? 'empty' : listing ? 'ready' : 'loading'
      this.#heading.textContent = label
      this.#until.hidden = !isKept
      this.#empty.hidden = isKept || !isEmpty
      this.#row.hidden = isKept || isEmpty
      this.#box.hidden = isEmpty && !isKept && !this.#empty.assignedElements().length
      set(this.#box, {
        'aria-roledescription': carousel,
        'aria-label': label,
        'aria-busy': `${!listing}`,
      })
      const options = {
        locale,
        href: this.getAttribute('href'),
        reasons: this.getAttribute('reasons') !== 'off',
      }
      const slides = new Map<string, HTMLElement>()
      for (const [n, item] of items.entries()) {
        const { id } = item
        const old =
          this.#slides.get(id) ??
          h(
            'div',
            { class: 'item', part: 'item', role: 'group' },
            h('slot', { name: `item:${id}` }),
          )
        set(old, {
          'aria-roledescription': slide,
          'aria-label': place.replace('#', `${n + 1}`).replace('#', `${items.length}`),
        })
        this.#fill(old.firstChild as HTMLSlotElement, item, options)
        slides.set(id, old)
      }
      for (const [id, own] of this.#made) if (!slides.has(id)) own.remove()
      this.#slides = slides
      if (this.#carousel) this.#carousel.show([...slides.values()], back, forward)
      else this.#row.replaceChildren(...slides.values())
      this.#impress()
    }

    /** Shows an item's card. The default one stays if it is the same, with its focus and picture. */
    #fill(slot: HTMLSlotElement, item: Recommendation, options: CardOptions) {
      const make = this.#card
      if (make) {
        // Among this element's children, where the page's own styles apply.
        const [old, own] = [this.#made.get(item.id), make(item)]
        own.slot = slot.name
        this.#made.set(item.id, own)
        if (old !== own) old?.remove()
        if (!own.isConnected) this.append(own)
      } else if (make === undefined) {
        const [old, card] = [slot.firstElementChild, cardOf(item, options)]
        const reason = card.querySelector('.reason')
        if (reason) old?.querySelector('.reason')?.replaceWith(reason.cloneNode(true))
        if (!old?.isEqualNode(card)) slot.replaceChildren(card)
      }
    }

    #clicked(event: Event) {
      const path = event.composedPath()
      if (path.some((node) => (node as Element).localName === 'a'))
        this.#meet(
          'click',
          [...this.#slides.values()].findIndex((slide) => path.includes(slide)),
        )
    }

    /** Tells of each item that comes into view, once while it stays in the list. */
    #impress() {
      this.#watch?.disconnect()
      for (const id of this.#met) if (!this.#slides.has(id)) this.#met.delete(id)
      const ids = [...this.#slides.keys()]
      const slides = [...this.#slides.values()]
      const watch = new IntersectionObserver(
        (entries) => {
          for (const { isIntersecting, target } of entries) {
            if (!isIntersecting) continue
            watch.unobserve(target)
            const position = slides.indexOf(target as HTMLElement)
            this.#met.add(ids[position])
            this.#meet('impression', position)
          }
        },
        { threshold: 0.5 },
      )
      for (const [n, slide] of slides.entries()) if (!this.#met.has(ids[n])) watch.observe(slide)
      this.#watch = watch
    }

    #meet(kind: 'click' | 'impression', position: number) {
      const listing = this.#listing
      const item = listing?.items[position]
      if (!item) return
      this.#tell(`tacit-${kind}`, { listing, item, position })
      const { track } = (this.#source() ?? {}) as { track?: Track }
      const about = { list: listing.id, placement: listing.placement ?? undefined, position }
      if (this.hasAttribute('track')) track?.(kind, item.id, about)
    }

    #tell<E extends keyof ShelfEvents>(name: E, detail: ShelfEvents[E]) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
    }
  }
}
