type Value = string | number | boolean | null | undefined | ((event: Event) => void)
type Child = Node | string | null | undefined | false

/**
 * Creates an element. Properties become attributes or, if the value is a function, listeners:
 * `onclick`. Strings become text, never markup.
 */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  properties: Record<string, Value>,
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const element = document.createElement(tag)
  set(element, properties)
  element.append(...children.filter((child): child is Node | string => !!child))
  return element
}

/** Sets attributes and adds listeners; `false`, `null` and `undefined` remove an attribute. */
export function set(element: Element, properties: Record<string, Value>): void {
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value)
    else if (value === false || value == null) element.removeAttribute(name)
    else element.setAttribute(name, value === true ? '' : `${value}`)
  }
}

/** A shadow root with a style. A sheet, because a Content-Security-Policy may forbid `<style>`. */
export function shadowOf(
  host: HTMLElement,
  css: string,
  options?: Partial<ShadowRootInit>,
): ShadowRoot {
  const root = host.attachShadow({ mode: 'open', ...options })
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(css)
  root.adoptedStyleSheets = [sheet]
  return root
}

/** Takes properties that were set before the element was defined. */
export function adopt(element: object, names: readonly string[]): void {
  const early = element as Record<string, unknown>
  for (const name of names) {
    if (!Object.hasOwn(early, name)) continue
    const value = early[name]
    delete early[name]
    early[name] = value
  }
}
