import { readFile } from 'node:fs/promises'
import { resolve as resolvePath } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { TacitError } from '@tacit-rec/pack'
import { errorMessage } from '../../files.ts'
import { isUrl } from '../inputs.ts'
import { type Crawler, decode, unpack, WebError } from '../web/index.ts'
import { readSiteList } from './list.ts'

/** The protocol's limit for one sitemap is 50 MB. */
const SITEMAP_BYTES = 60e6
const MAX_SITEMAPS = 1000
const HTML = /^\s*(<!--.*?-->\s*)*<(!doctype html|html|head|body)\b/is

/** A page to read, or the text of a page that was given instead of a sitemap. */
export interface PageAddress {
  url: string
  text?: string
}

export interface Addresses {
  pages: PageAddress[]
  /** Why entries were left out, one reason each. */
  skipped: string[]
}

/**
 * The pages that sitemaps, indexes of sitemaps, lists and pages name, each once. Sitemaps of
 * products come first.
 *
 * @param inputs files and addresses; a site's start page stands for the sitemaps of its robots.txt
 * @throws TacitError `import/sitemap` if an input cannot be read
 */
export async function pageAddresses(
  inputs: readonly string[],
  crawler: Crawler,
  maxPages: number,
): Promise<Addresses> {
  const finder = new Finder(crawler, maxPages)
  for (const input of inputs) await finder.input(input)
  return { pages: [...finder.pages.values()], skipped: finder.skipped }
}

class Finder {
  readonly pages = new Map<string, PageAddress>()
  readonly skipped: string[] = []
  readonly #crawler: Crawler
  readonly #maxPages: number
  readonly #seen = new Set<string>()

  constructor(crawler: Crawler, maxPages: number) {
    this.#crawler = crawler
    this.#maxPages = maxPages
  }

  async input(input: string): Promise<void> {
    try {
      const url = isUrl(input) ? new URL(input) : pathToFileURL(resolvePath(input))
      for (const start of await this.#starts(url)) await this.#sitemap(start, start)
    } catch (error) {
      if (error instanceof TacitError) throw error
      throw new TacitError(
        'import/sitemap',
        `${input}: ${errorMessage(error)}: check the address, or pass a file with the sitemap or ` +
          'with an address on each line',
        { cause: error },
      )
    }
  }

  async #starts(url: URL): Promise<string[]> {
    if (url.protocol === 'file:' || url.pathname !== '/' || url.search) return [url.href]
    const named = await this.#crawler.sitemapsOf(url.href)
    return named.length > 0 ? named : [new URL('/sitemap.xml', url).href]
  }

  /** @param from the input that led here: what it is decides which pages it may name */
  async #sitemap(address: string, from: string): Promise<void> {
    if (this.#seen.has(address)) return
    this.#seen.add(address)
    if (this.#seen.size > MAX_SITEMAPS) throw new WebError(`over ${MAX_SITEMAPS} sitemaps`)
    const text = await this.#text(address)
    if (HTML.test(text)) {
      this.pages.set(address, { url: address, text })
      return
    }
    const { pages, sitemaps } = await readSiteList(text)
    if (pages.length + sitemaps.length === 0) {
      throw new WebError('neither a sitemap, nor a list of addresses, nor a page')
    }
    const allowed = (entry: string) => this.#entry(entry, address, from)
    for (const one of productsFirst(sitemaps.flatMap(allowed))) {
      if (this.pages.size >= this.#maxPages) return
      await this.#further(one, from)
    }
    for (const url of pages.flatMap(allowed)) {
      if (!this.pages.has(url)) this.pages.set(url, { url })
    }
  }

  /** One broken sitemap of an index does not end the import. */
  async #further(address: string, from: string): Promise<void> {
    try {
      await this.#sitemap(address, from)
    } catch (error) {
      if (!(error instanceof WebError)) throw error
      this.skipped.push(`sitemap: ${error.message}`)
    }
  }

  /**
   * A sitemap on the web may name only pages of its own host (sitemaps.org, "Sitemap file
   * location"). One on this machine may name any page, also files beside it.
   */
  #entry(entry: string, address: string, from: string): string[] {
    if (!URL.canParse(entry, address)) {
      this.skipped.push('an address that is none')
      return []
    }
    const url = new URL(entry, address)
    url.hash = ''
    const local = from.startsWith('file:')
    const known = url.protocol === 'http:' || url.protocol === 'https:'
    if (local ? known || url.protocol === 'file:' : known && sameSite(url, new URL(from))) {
      return [url.href]
    }
    this.skipped.push('a page of another host than its sitemap')
    return []
  }

  async #text(address: string): Promise<string> {
    if (!address.startsWith('file:')) {
      const { body, type } = await this.#crawler.page(address, SITEMAP_BYTES)
      return decode(body, type)
    }
    return decode(unpack(await readFile(fileURLToPath(address)), SITEMAP_BYTES))
  }
}

function sameSite(a: URL, b: URL): boolean {
  const bare = ({ hostname, port }: URL) => `${hostname.replace(/^www\./, '')}:${port}`
  return bare(a) === bare(b)
}

function productsFirst(sitemaps: readonly string[]): string[] {
  const isOfProducts = (address: string) => /product|produit|produkt|item|artikel/i.test(address)
  return [...sitemaps.filter(isOfProducts), ...sitemaps.filter((one) => !isOfProducts(one))]
}
