type Child = Node | string | null | undefined | false

/** Creates an element: attributes and `on…` listeners, then children. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, unknown> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value as EventListener)
    else element.setAttribute(name, value === true ? '' : String(value))
  }
  element.append(...children.filter((child): child is Node | string => Boolean(child)))
  return element
}

/** The element that the page has under an id. */
export function slot(id: string): HTMLElement {
  return document.getElementById(id)!
}

/** Tells people who do not see the page what changed on it. */
export function announce(text: string): void {
  slot('live').textContent = text
}
