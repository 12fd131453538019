import { isRecord } from './follow.ts'

/** The part of a recommender that capture uses. */
interface Tracker {
  track(kind: string, item: string): void
}

export interface CaptureOptions {
  /** Attribute that holds an item's id; default `data-item`. */
  attribute?: string
  /** Whether a product in JSON-LD counts as a view of this page; default true. */
  jsonLd?: boolean
}

/**
 * Tracks what a page's markup says, for sites that call nothing themselves. The item of `<body
 * data-item>`, or else the only Product of the page's JSON-LD, is viewed, once the page is parsed. A
 * click inside another element with `data-item` is a `click`, or what the `data-kind` of the clicked
 * element says. Whatever the page's markup is, this throws nothing.
 *
 * @returns stops that
 * @example
 * const stop = capture(tacit, { attribute: 'data-sku' })
 */
export function capture(tacit: Tracker, options: CaptureOptions = {}): () => void {
  const { attribute = 'data-item', jsonLd = true } = options
  const seen = quietly(() => {
    const body = attributeOf(bodyOf(document), attribute)
    const viewed = body ?? (jsonLd ? productOf(document) : null)
    if (viewed) tacit.track('view', viewed)
  })
  const clicked = quietly((event: Event) => {
    // The path begins inside of open web components, too.
    const path = event.composedPath().filter((node) => node instanceof Element)
    const at = path.findIndex((element) => attributeOf(element, attribute) !== null)
    if (at < 0) return
    const kinds = path.map((element) => attributeOf(element, 'data-kind'))
    const kind = kinds.find((kind) => kind !== null)
    if (path[at] instanceof HTMLBodyElement && kind === undefined) return
    tacit.track(kind ?? 'click', attributeOf(path[at], attribute) ?? '')
  })

  const isEarly = document.readyState === 'loading'
  if (isEarly) addEventListener('DOMContentLoaded', seen)
  else seen()
  // Before a handler of the page can stop it or leave.
  addEventListener('click', clicked, { capture: true })
  return () => {
    removeEventListener('DOMContentLoaded', seen)
    removeEventListener('click', clicked, { capture: true })
  }
}

/** The id of the only product that the page describes in JSON-LD. */
function productOf(page: ParentNode): string | null {
  const scripts = elementsOf(page, 'script[type="application/ld+json"]')
  const products = scripts.flatMap(({ textContent }) => {
    try {
      return nodesOf(JSON.parse((textContent ?? '').replaceAll(WRAPPING, ''))).filter(isProduct)
    } catch {
      return []
    }
  })
  const ids = new Set(products.flatMap((product) => idOf(product) ?? []))
  return ids.size === 1 ? [...ids][0] : null
}

/** A CDATA section or an HTML comment around JSON. */
const WRAPPING = /^\s*(?:\/\/)?\s*<!(?:--|\[CDATA\[)|(?:\/\/)?\s*(?:-->|\]\]>)\s*$/g

/** Work of a page's event: what it throws must not reach the page. */
function quietly<A extends unknown[]>(work: (...args: A) => void): (...args: A) => void {
  return (...args) => {
    try {
      work(...args)
    } catch (error) {
      console.debug('[tacit]', error)
    }
  }
}

// Forms and images with such names hide the methods of elements and of the document.

function attributeOf(element: Element | null, name: string): string | null {
  return element && Element.prototype.getAttribute.call(element, name)
}

function elementsOf(page: ParentNode, selector: string): Element[] {
  const owner = page instanceof Document ? Document : Element
  return [...owner.prototype.querySelectorAll.call(page, selector)]
}

function bodyOf(page: Document): Element | null {
  return elementsOf(page, 'body')[0] ?? null
}

function nodesOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (!isRecord(value)) return []
  return [value, ...nodesOf(value['@graph']), ...nodesOf(value.mainEntity)]
}

function isProduct(node: Record<string, unknown>): boolean {
  const types = [node['@type']].flat()
  return types.some((type) =>
    /^(?:https?:\/\/schema\.org\/|schema:)?(Product|ProductGroup|Book)$/.test(String(type)),
  )
}

function idOf(node: Record<string, unknown>): string | null {
  for (const name of ['sku', 'productID', 'productGroupID', 'mpn', 'gtin', 'isbn']) {
    const value = node[name]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return null
}
