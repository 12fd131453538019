import { WebError } from '../web/index.ts'
import { CutOff, elementsOf } from '../xml.ts'

/** What a sitemap or a list of pages names, as it writes it. */
export interface SiteList {
  pages: string[]
  /** Further sitemaps, from an index. */
  sitemaps: string[]
}

const ENTRIES = new Set(['url', 'sitemap', 'item', 'entry'])

/**
 * Reads a sitemap (https://www.sitemaps.org/protocol.html), an index of sitemaps, a RSS or Atom
 * feed of pages, or a text with an address on each line.
 *
 * @throws WebError if the XML is cut off
 */
export async function readSiteList(text: string): Promise<SiteList> {
  const list: SiteList = { pages: [], sitemaps: [] }
  if (!text.trimStart().startsWith('<')) return { ...list, pages: lines(text) }
  try {
    for await (const { name, children } of elementsOf([text], ENTRIES)) {
      const at = children.find((child) => child.name === 'loc' || child.name === 'link')
      const address = at?.text || at?.attributes.href
      if (address) list[name === 'sitemap' ? 'sitemaps' : 'pages'].push(address)
    }
  } catch (error) {
    if (error instanceof CutOff) throw new WebError('a sitemap that is cut off', { cause: error })
    throw error
  }
  return list
}

function lines(text: string): string[] {
  const all = text.split(/[\r\n]+/).map((line) => line.trim())
  return all.filter((line) => line && !line.startsWith('#'))
}
