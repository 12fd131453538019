type Value = string | number | boolean | null | undefined | ((event: never) => void)
export type Child = Node | string | null | undefined | false

const SVG = 'http://www.w3.org/2000/svg'

/**
 * Creates an element. Properties become attributes (`false`, `null` and `undefined` are skipped) or,
 * if the value is a function, listeners: `onclick`. Strings become text, never markup.
 */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  properties: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  return fill(document.createElement(tag), properties, children)
}

/** Creates an SVG element; otherwise like {@link h}. */
export function svg(
  tag: string,
  properties: Record<string, Value> = {},
  ...children: Child[]
): SVGElement {
  return fill(document.createElementNS(SVG, tag) as SVGElement, properties, children)
}

function fill<E extends Element>(element: E, properties: Record<string, Value>, children: Child[]) {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function')
      element.addEventListener(name.slice(2), value as unknown as EventListener)
    else if (value === true) element.setAttribute(name, '')
    else if (value !== false && value !== null && value !== undefined)
      element.setAttribute(name, String(value))
  }
  element.append(...children.filter((child): child is Node | string => !!child))
  return element
}

/** An element of index.html, by id. */
export function slot(id: string): HTMLElement {
  return document.getElementById(id)!
}

/** Announces a change to screen readers. */
export function announce(text: string): void {
  slot('live').textContent = text
}
