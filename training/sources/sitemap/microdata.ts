import { DomUtils } from 'htmlparser2'
import type { Document, Element } from './dom.ts'
import { lastWord, type Node } from './nodes.ts'

/** Attributes that hold a property's value, by element (HTML standard, 5.2.4 Values). */
const VALUES: Record<string, string> = {
  meta: 'content',
  audio: 'src',
  embed: 'src',
  iframe: 'src',
  img: 'src',
  source: 'src',
  track: 'src',
  video: 'src',
  a: 'href',
  area: 'href',
  link: 'href',
  object: 'data',
  data: 'value',
  meter: 'value',
  time: 'datetime',
}
const ADDRESSES = new Set(['src', 'href', 'data'])

/**
 * The top-level microdata items of a page as JSON-LD would write them: `itemtype` is `@type`,
 * `itemid` is `@id`, properties that occur more than once are lists.
 */
export function microdataOf(document: Document, base: string): Node[] {
  const byId = new Map<string, Element>()
  const tops: Element[] = []
  DomUtils.find((node) => DomUtils.isTag(node), document.children, true, Infinity).forEach(
    (node) => {
      const element = node as Element
      if (element.attribs.id) byId.set(element.attribs.id, element)
      if ('itemscope' in element.attribs && !('itemprop' in element.attribs)) tops.push(element)
    },
  )
  return tops.map((top) => new Reader(byId, base).item(top))
}

class Reader {
  readonly #byId: ReadonlyMap<string, Element>
  readonly #base: string
  /** Elements being read: an `itemref` may lead back to one. */
  readonly #within = new Set<Element>()

  constructor(byId: ReadonlyMap<string, Element>, base: string) {
    this.#byId = byId
    this.#base = base
  }

  item(element: Element): Node {
    const { itemtype, itemid, itemref } = element.attribs
    const types = words(itemtype).map(lastWord)
    const node: Node = { ...(types.length && { '@type': types }), ...(itemid && { '@id': itemid }) }
    if (this.#within.has(element)) return node
    this.#within.add(element)
    const referred = words(itemref).flatMap((id) => this.#byId.get(id) ?? [])
    for (const property of referred) this.#property(property, node)
    this.#inside(element, node)
    this.#within.delete(element)
    return node
  }

  #inside(element: Element, node: Node): void {
    for (const child of element.children) {
      if (DomUtils.isTag(child)) this.#property(child as Element, node)
    }
  }

  #property(element: Element, node: Node): void {
    const names = words(element.attribs.itemprop)
    const isItem = 'itemscope' in element.attribs
    if (names.length > 0) {
      const value = isItem ? this.item(element) : this.#value(element)
      for (const name of names) {
        const key = lastWord(name)
        node[key] = key in node ? [node[key], value].flat() : value
      }
    }
    if (!isItem) this.#inside(element, node)
  }

  #value(element: Element): string {
    const attribute = VALUES[element.name]
    const content = element.attribs.content
    const given = attribute === undefined ? undefined : element.attribs[attribute]
    // `content` is for <meta> only, but shops write it on <span> and <div> too.
    const text = content ?? given ?? DomUtils.textContent(element).replace(/\s+/g, ' ').trim()
    const isAddress = given === text && attribute !== undefined && ADDRESSES.has(attribute)
    return isAddress && URL.canParse(text, this.#base) ? new URL(text, this.#base).href : text
  }
}

function words(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter(Boolean)
}
