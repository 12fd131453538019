import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { TacitError } from '@tacit-rec/pack'
import { errorCode, reasonOf } from '../../files.ts'
import type { Importer, Tools } from '../importer.ts'
import { Crawler, decode, PageCache, unpack, WebError } from '../web/index.ts'
import { type PageAddress, pageAddresses } from './addresses.ts'
import { ItemsOfPages } from './items.ts'
import { readPage } from './page.ts'
import { IDS, type IdProperty, itemsOfPage } from './product.ts'

const PAGE_BYTES = 10e6
const TIMEOUT_MS = 30_000
const PAUSE_MS = 1000
const MAX_PAGES = 10_000

/** Pages of a shop, found by its sitemap, with schema.org products in JSON-LD or microdata. */
export const sitemap: Importer = {
  name: 'sitemap',
  about: 'products of a site: its address, a sitemap (XML, .gz, index) or a list of pages',
  async run(inputs, tools) {
    const { delay = 1, maxPages = MAX_PAGES, cache = '.tacit/pages' } = tools.options
    const id = idProperty(tools.options.id)
    const crawler = new Crawler(delay, {
      maxBytes: PAGE_BYTES,
      timeoutMs: TIMEOUT_MS,
      pauseMs: PAUSE_MS,
      signal: tools.signal,
    })
    const { pages, skipped } = await pageAddresses(inputs, crawler, maxPages)
    for (const reason of skipped) tools.skip(reason)
    if (pages.length > maxPages) {
      tools.note(
        `Read the first ${maxPages} of ${pages.length} pages: --max-pages ${pages.length} reads all.`,
      )
    }
    const reader = new PageReader(crawler, await PageCache.open(cache), tools)
    await readItems(pages.slice(0, maxPages), reader, id, tools)
  },
}

async function readItems(
  pages: readonly PageAddress[],
  reader: PageReader,
  id: IdProperty,
  tools: Tools,
): Promise<void> {
  const items = new ItemsOfPages()
  let done = 0
  for (const address of pages) {
    tools.signal?.throwIfAborted()
    const page = await reader.page(address)
    if (page) {
      const facts = readPage(page.text, page.url)
      const found = itemsOfPage(facts, id)
      if (found.length === 0) {
        tools.skip(facts.broken ? 'page with JSON-LD that is no JSON' : 'page without a product')
      }
      for (const item of found) {
        if (item.row.id) items.add(item)
        else tools.skip('product without an id')
      }
    }
    tools.progress(++done, pages.length)
  }
  for (const row of items.rows()) tools.item(row)
}

/** Pages from the cache, the web or the disk; those without are counted by reason. */
class PageReader {
  readonly #crawler: Crawler
  readonly #cache: PageCache
  readonly #tools: Tools

  constructor(crawler: Crawler, cache: PageCache, tools: Tools) {
    this.#crawler = crawler
    this.#cache = cache
    this.#tools = tools
  }

  async page({ url, text }: PageAddress): Promise<{ url: string; text: string } | null> {
    if (text !== undefined) return { url, text }
    try {
      if (url.startsWith('file:')) return { url, text: await localPage(url) }
      return (await this.#cache.get(url)) ?? (await this.#fetch(url))
    } catch (error) {
      if (!(error instanceof WebError)) throw error
      this.#tools.skip(`page: ${error.message}`)
      return null
    }
  }

  async #fetch(address: string): Promise<{ url: string; text: string }> {
    const { url, type, body } = await this.#crawler.page(address)
    if (type && !/html|xml/i.test(type)) throw new WebError('not HTML')
    const page = { url, type, text: decode(body, type) }
    await this.#cache.set(address, page)
    return page
  }
}

async function localPage(url: string): Promise<string> {
  try {
    return decode(unpack(await readFile(fileURLToPath(url)), PAGE_BYTES))
  } catch (error) {
    if (errorCode(error)) throw new WebError(`cannot be read: ${reasonOf(error)}`, { cause: error })
    throw error
  }
}

function idProperty(id: string | undefined): IdProperty {
  if (id === undefined) return 'auto'
  const known = IDS.find((name) => name.toLowerCase() === id.toLowerCase())
  if (known) return known
  throw new TacitError('import/id', `--id ${id}: use one of ${IDS.join(', ')}`)
}
