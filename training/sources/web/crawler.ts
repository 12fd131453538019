import { setTimeout as sleep } from 'node:timers/promises'
import robots from 'robots-parser'
import { errorMessage } from '../../files.ts'
import { decode } from './decode.ts'
import { type Answer, type GetOptions, get, USER_AGENT, WebError } from './get.ts'

/** Its types describe an ES module, but the package is CommonJS. */
const robotsParser = robots as unknown as typeof robots.default

const MAX_REDIRECTS = 5
/** After so many failures in a row, the other pages of a host are not asked for. */
const MAX_FAILURES = 10
/** A longer `Crawl-delay` is refused, since an import would take days. */
const MAX_DELAY_SECONDS = 60
const ROBOTS_BYTES = 500_000

export interface Page {
  /** The address after redirects. */
  url: string
  type: string
  body: Buffer
}

interface Host {
  robots: ReturnType<typeof robotsParser>
  delayMs: number
  /** Resolves when no request to the host is open. */
  free: Promise<unknown>
  /** When the host may be asked again, as `Date.now()`. */
  next: number
  failures: number
}

/**
 * Fetches pages as a polite visitor: it obeys robots.txt, asks a host for one page at a time and
 * pauses after each.
 */
export class Crawler {
  readonly #options: GetOptions
  readonly #delayMs: number
  readonly #hosts = new Map<string, Promise<Host>>()

  /** @param delay seconds between two requests to one host; a longer `Crawl-delay` wins */
  constructor(delay: number, options: GetOptions) {
    this.#delayMs = delay * 1000
    this.#options = options
  }

  /**
   * @param maxBytes max size of the page; default: the one of all pages
   * @throws WebError if robots.txt disallows the page, or there is none
   */
  async page(address: string, maxBytes = this.#options.maxBytes): Promise<Page> {
    let url = new URL(address)
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const { status, location, type, body } = await this.#ask(url, maxBytes)
      if (status === 200) return { url: url.href, type, body }
      const moved = status >= 300 && status < 400 && location !== null
      if (!moved || !URL.canParse(location, url.href)) throw new WebError(`HTTP ${status}`)
      url = new URL(location, url.href)
      if (!/^https?:$/.test(url.protocol)) throw new WebError('redirects out of the web')
    }
    throw new WebError(`over ${MAX_REDIRECTS} redirects`)
  }

  /** The sitemaps that a site's robots.txt names. */
  async sitemapsOf(address: string): Promise<string[]> {
    return (await this.#host(new URL(address))).robots.getSitemaps()
  }

  async #ask(url: URL, maxBytes: number): Promise<Answer> {
    const host = await this.#host(url)
    if (host.robots.isAllowed(url.href, USER_AGENT) === false) {
      throw new WebError('robots.txt disallows it')
    }
    const asked = host.free.then(() => this.#askHost(host, url, maxBytes))
    host.free = asked.catch(() => {})
    return asked
  }

  async #askHost(host: Host, url: URL, maxBytes: number): Promise<Answer> {
    if (host.failures >= MAX_FAILURES) {
      throw new WebError(`its host failed ${MAX_FAILURES} times in a row`)
    }
    const { signal } = this.#options
    await sleep(Math.max(0, host.next - Date.now()), undefined, signal && { signal })
    try {
      const answer = await get(url.href, { ...this.#options, maxBytes })
      host.failures = 0
      return answer
    } catch (error) {
      host.failures++
      throw error
    } finally {
      host.next = Date.now() + host.delayMs
    }
  }

  #host(url: URL): Promise<Host> {
    const known = this.#hosts.get(url.origin)
    if (known) return known
    const host = this.#meet(url.origin)
    this.#hosts.set(url.origin, host)
    return host
  }

  /** RFC 9309: no robots.txt (4xx) allows all, a server that fails allows nothing. */
  async #meet(origin: string): Promise<Host> {
    const address = `${origin}/robots.txt`
    const rules = await this.#robots(address).catch((error: unknown) => {
      this.#options.signal?.throwIfAborted()
      throw new WebError(`robots.txt cannot be read (${errorMessage(error)})`, { cause: error })
    })
    const parsed = robotsParser(address, rules)
    const asked = parsed.getCrawlDelay(USER_AGENT) ?? 0
    if (asked > MAX_DELAY_SECONDS) {
      throw new WebError(`robots.txt asks for over ${MAX_DELAY_SECONDS} s between two pages`)
    }
    const delayMs = Math.max(this.#delayMs, asked * 1000)
    return { robots: parsed, delayMs, free: Promise.resolve(), next: 0, failures: 0 }
  }

  async #robots(address: string): Promise<string> {
    let at = address
    for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
      const { status, location, type, body } = await get(at, {
        ...this.#options,
        maxBytes: ROBOTS_BYTES,
      })
      if (status === 200) return /html/i.test(type) ? '' : decode(body, type)
      if (status >= 400 || location === null || !URL.canParse(location, at)) return ''
      at = new URL(location, at).href
    }
    return ''
  }
}
