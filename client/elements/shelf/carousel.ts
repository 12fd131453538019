import { h, set } from '../dom.ts'

const MOVE = { duration: 400, easing: 'ease-out' }
const FOCUSABLE = 'a[href],button,input,select,[tabindex]'

export interface Carousel {
  buttons: HTMLElement
  /** Shows these slides; those that stay move to their new place. */
  show(next: HTMLElement[], back: string, forward: string): void
  /** After direction or size may have changed. */
  measure(): void
}

const motion = () => (matchMedia('(prefers-reduced-motion:reduce)').matches ? 'auto' : 'smooth')

/**
 * Makes a carousel of a row that scrolls: its buttons, and slides that glide to their new place.
 * Arrow keys, Home and End move the focus from item to item, mirrored where text runs from right to
 * left.
 */
export function carouselOf(element: HTMLElement): Carousel {
  let slides = [...element.children] as HTMLElement[]
  set(element, { onkeydown, onscroll: measure })
  const [back, forward] = ['back', 'forward'].map((name, n) =>
    h('button', {
      type: 'button',
      part: `button ${name}`,
      class: name,
      'aria-controls': 'row',
      onclick: () =>
        element.scrollBy({
          left: sign() * (n || -1) * element.clientWidth * 0.8,
          behavior: motion(),
        }),
    }),
  )
  const buttons = h('div', { class: 'buttons', part: 'buttons' }, back, forward)
  const sign = () => (getComputedStyle(element).direction === 'rtl' ? -1 : 1)

  function measure(): void {
    // In a row from right to left, positions are negative.
    const left = Math.abs(element.scrollLeft)
    const room = element.scrollWidth - element.clientWidth
    set(back, { 'aria-disabled': `${left < 8}` })
    set(forward, { 'aria-disabled': `${left > room - 8}` })
    set(buttons, { hidden: room < 8, dir: sign() < 0 ? 'rtl' : 'ltr' })
  }

  function onkeydown(event: Event): void {
    const { key, altKey, ctrlKey, metaKey } = event as KeyboardEvent
    const path = event.composedPath() as Element[]
    const at = slides.findIndex((slide) => path.includes(slide))
    const to: Record<string, number> = {
      ArrowRight: at + sign(),
      ArrowLeft: at - sign(),
      Home: 0,
      End: slides.length - 1,
    }
    if (!(key in to) || altKey || ctrlKey || metaKey) return
    if (path[0].matches('input,textarea,select')) return
    event.preventDefault()
    const slide = slides[to[key]]
    if (!slide) return
    focus(slide)
    slide.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: motion() })
  }

  function show(next: HTMLElement[], ...labels: string[]): void {
    const before = new Map(slides.map((slide) => [slide, slide.offsetLeft]))
    const { activeElement } = element.getRootNode() as ShadowRoot
    const focused = slides.find((slide) => slide.contains(activeElement))
    slides = next
    for (const old of [...element.children]) if (!next.includes(old as HTMLElement)) old.remove()
    for (const [n, slide] of next.entries())
      if (element.children[n] !== slide) element.insertBefore(slide, element.children[n])
    // To move an element takes its focus away.
    if (focused) focus(focused.isConnected ? focused : next[0])
    // A row that scrolls and has nothing to focus needs the keyboard itself. Otherwise it must not be
    // a stop of its own, which Firefox makes of everything that scrolls.
    set(element, { tabindex: next.some(focusableIn) ? -1 : 0 })
    for (const [n, button] of [back, forward].entries()) set(button, { 'aria-label': labels[n] })
    measure()
    if (before.size && motion() === 'smooth') glide(before)
  }

  /** Each slide starts at its old place; a new one fades in. */
  function glide(before: ReadonlyMap<HTMLElement, number>): void {
    for (const slide of slides) {
      const was = before.get(slide)
      const by = (was ?? 0) - slide.offsetLeft
      if (by)
        slide.animate(
          was === undefined ? { opacity: [0, 1] } : { translate: [`${by}px`, '0'] },
          MOVE,
        )
    }
  }

  return { buttons, show, measure }
}

function focus(slide: HTMLElement | undefined): void {
  if (slide) focusableIn(slide)?.focus({ preventScroll: true })
}

/** The first element that the keyboard reaches, in the slide or in what the page slotted into it. */
function focusableIn(slide: HTMLElement): HTMLElement | undefined {
  const slotted = slide.querySelector('slot')!.assignedElements({ flatten: true })
  return slotted
    .flatMap((root) => [root, ...root.querySelectorAll('*')] as HTMLElement[])
    .find((inside) => inside.matches(FOCUSABLE))
}
