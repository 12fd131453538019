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
 * data-item>`, or else the only Product of the page's JSON-LD, is viewed. A click inside another
 * element with `data-item` is a `click`, or what the `data-kind` of the clicked element says.
 *
 * @returns stops that
 */
export function capture(tacit: Tracker, options: CaptureOptions = {}): () => void {
  const { attribute = 'data-item', jsonLd = true } = options
  const viewed = document.body.getAttribute(attribute) ?? (jsonLd ? productOf(document) : null)
  if (viewed) tacit.track('view', viewed)

  const clicked = ({ target }: Event) => {
    if (!(target instanceof Element)) return
    const element = target.closest(`[${attribute}]`)
    if (!element) return
    const kind = target.closest('[data-kind]')?.getAttribute('data-kind')
    if (element === document.body && !kind) return
    tacit.track(kind ?? 'click', element.getAttribute(attribute) ?? '')
  }
  // Before a handler of the page can stop it or leave.
  addEventListener('click', clicked, { capture: true })
  return () => removeEventListener('click', clicked, { capture: true })
}

/** The id of the only product that the page describes in JSON-LD. */
export function productOf(page: ParentNode): string | null {
  const scripts = [...page.querySelectorAll('script[type="application/ld+json"]')]
  const products = scripts.flatMap(({ textContent }) => {
    try {
      return nodesOf(JSON.parse(textContent ?? '')).filter(isProduct)
    } catch {
      return []
    }
  })
  const ids = new Set(products.flatMap((product) => idOf(product) ?? []))
  return ids.size === 1 ? [...ids][0] : null
}

function nodesOf(value: unknown): Record<string, unknown>[] {
  if (Array.isArray(value)) return value.flatMap(nodesOf)
  if (!isRecord(value)) return []
  return [value, ...nodesOf(value['@graph']), ...nodesOf(value.mainEntity)]
}

function isProduct(node: Record<string, unknown>): boolean {
  const types = [node['@type']].flat()
  return types.some((type) => type === 'Product' || type === 'ProductGroup' || type === 'Book')
}

function idOf(node: Record<string, unknown>): string | null {
  for (const name of ['sku', 'productID', 'productGroupID', 'mpn', 'gtin', 'isbn']) {
    const value = node[name]
    if (typeof value === 'string' || typeof value === 'number') return String(value)
  }
  return null
}
