import { DomUtils, parseDocument } from 'htmlparser2'
import type { Document, Element } from './dom.ts'
import { microdataOf } from './microdata.ts'
import { Graph, type Node } from './nodes.ts'

/** What a page says of itself. */
export interface PageFacts {
  /** Its canonical address. */
  url: string
  graph: Graph
  /** `og:…` and `product:…` tags. */
  tags: Map<string, string>
  /** Whether it has JSON-LD that is not JSON. */
  broken: boolean
}

/** @param address of the page, for addresses relative to it */
export function readPage(html: string, address: string): PageFacts {
  const document = parseDocument(html)
  const base = attribute(document, 'base', 'href')
  const at = resolve(base, address) ?? address
  const { nodes, broken } = jsonLdOf(document)
  const tags = new Map<string, string>()
  for (const { attribs } of named(document, 'meta')) {
    const name = attribs.property ?? attribs.name
    if (name && attribs.content && !tags.has(name)) tags.set(name, attribs.content.trim())
  }
  return {
    url: resolve(canonical(document), at) ?? address,
    graph: new Graph([...nodes, ...microdataOf(document, at)]),
    tags,
    broken,
  }
}

/** An absolute web or file address; null where there is none. */
export function resolve(address: string | null | undefined, base: string): string | null {
  if (!address || !URL.canParse(address, base)) return null
  const url = new URL(address, base)
  return /^(https?|file):$/.test(url.protocol) ? url.href : null
}

function named(document: Document, name: string): Element[] {
  return DomUtils.getElementsByTagName(name, document, true)
}

function attribute(document: Document, name: string, key: string): string | undefined {
  return named(document, name).find(({ attribs }) => attribs[key])?.attribs[key]
}

function canonical(document: Document): string | undefined {
  const links = named(document, 'link')
  return links.find(({ attribs }) => attribs.rel?.toLowerCase() === 'canonical')?.attribs.href
}

function jsonLdOf(document: Document): { nodes: Node[]; broken: boolean } {
  const nodes: Node[] = []
  let broken = false
  for (const script of named(document, 'script')) {
    if (!/^application\/ld\+json\b/i.test(script.attribs.type?.trim() ?? '')) continue
    const text = DomUtils.textContent(script).trim()
    if (!text) continue
    const value = parseLenient(text)
    if (value === undefined) broken = true
    else nodes.push(value as Node)
  }
  return { nodes, broken }
}

/**
 * JSON as templates of shops write it: in a comment or CDATA, with line breaks inside texts, or
 * with a semicolon or comma too many. Undefined where that is not enough.
 */
function parseLenient(text: string): unknown {
  const bare = text
    .replace(/^(<!--|\/\*|\/\/)?\s*(<!\[CDATA\[)?\s*(\*\/)?/, '')
    .replace(/[\s;]*(\/\*|\/\/)?\s*(\]\]>)?\s*(\*\/|-->)?[\s;]*$/, '')
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what JSON refuses
  const mended = bare.replace(/[\u0000-\u001f]+/g, ' ').replace(/,\s*([}\]])/g, '$1')
  for (const one of [text, bare, mended]) {
    try {
      return JSON.parse(one)
    } catch {
      // The next form may do.
    }
  }
  return undefined
}
