import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { type AddressInfo, createServer } from 'node:net'
import { resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'

const START = resolve(import.meta.dirname, '../../demo/start.ts')

interface Started {
  process: ChildProcess
  url: string
  /** All that it printed until the shop was open. */
  printed: string
}

/** `npm start`, on a port of the test's own. */
async function start(): Promise<Started> {
  const port = await freePort()
  const process_ = spawn(process.execPath, [START, '--port', String(port)])
  let printed = ''
  return new Promise((opened, failed) => {
    const read = (chunk: Buffer) => {
      printed += chunk
      const url = /The shop is open: (\S+)/.exec(printed)?.[1]
      if (url) opened({ process: process_, url, printed })
    }
    process_.stdout.on('data', read)
    process_.stderr.on('data', read)
    process_.once('exit', (code) => failed(new Error(`start ended with ${code}: ${printed}`)))
  })
}

function freePort(): Promise<number> {
  return new Promise((found) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo
      server.close(() => found(port))
    })
  })
}

async function stop({ process: process_ }: Started): Promise<number | null> {
  process_.removeAllListeners('exit')
  const ended = new Promise<number | null>((done) => process_.once('exit', done))
  process_.kill('SIGINT')
  return ended
}

let shop: Started
let browser: Browser
let page: Page

beforeAll(async () => {
  shop = await start()
  browser = await launchChromium()
}, 240_000)
afterAll(async () => {
  await browser?.close()
  if (shop) await stop(shop)
})
beforeEach(async () => {
  page = await (await browser.newContext()).newPage()
  await page.goto(shop.url)
  await page.waitForSelector('#for-you .card')
})

const shelf = () =>
  page.$$eval('#for-you .card', (cards) => cards.map((card) => (card as HTMLElement).dataset.id!))

/** Looks at the first items of a category, as a person would. */
async function lookAt(category: string, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await page.click(`nav >> text="${category}"`)
    await page.locator('.grid .card a').nth(n).click()
    await page.waitForSelector('.item h1')
  }
  await expect.poll(() => page.textContent('#event-count')).toBe(String(count))
}

describe('the shop', () => {
  it('ranks the shelf anew after five clicks in one category, each item with a reason', async () => {
    await page.click('.banner >> text="Remember here"')
    const before = await shelf()
    await lookAt('Comics', 5)
    const after = await shelf()
    expect(after).not.toEqual(before)
    const reasons = await page.$$eval('#for-you .reason', (all) => all.map((r) => r.textContent))
    expect(reasons).toHaveLength(after.length)
    for (const reason of reasons) expect(reason).toMatch(/^(Because you|Fits your interest in)/)
    expect(await page.textContent('#for-you .note')).toMatch(/^Ranked on this device in [\d.]+ ms/)
    expect(await page.textContent('#engine')).toMatch(/Instant|ONNX Runtime on (WASM|WebGPU)/)
    expect(await page.textContent('#ranking-time')).toMatch(/ ms$/)

    await page.reload()
    await expect.poll(() => page.textContent('#event-count')).not.toBe('0')
    await page.click('.brand')
    await expect.poll(shelf).toEqual(after)

    await page.evaluate(() => document.querySelector('#panel details')!.setAttribute('open', ''))
    await page.click('#forget')
    await expect.poll(() => page.textContent('#event-count')).toBe('0')
    expect(await shelf()).toEqual(before)
    await page.reload()
    await expect.poll(() => page.textContent('#event-count')).toBe('0')
  })

  it('shows two visitors of different tastes different shelves', async () => {
    await lookAt('Comics', 4)
    const one = await shelf()
    page = await (await browser.newContext()).newPage()
    await page.goto(shop.url)
    await lookAt('Science', 4)
    const two = await shelf()
    expect(two.filter((id) => one.includes(id)).length).toBeLessThan(one.length / 2)
  })

  it('finds by search, and puts into the basket', async () => {
    await page.fill('#search', 'dispossessed')
    await page.press('#search', 'Enter')
    await page.click('.grid .card >> text=The Dispossessed')
    await page.click('text="Put into the basket"')
    expect(await page.textContent('#basket-count')).toBe('1')
    await page.click('.basket-link')
    expect(await page.textContent('.basket')).toContain('The Dispossessed')
  })

  it('can be used by keyboard alone', async () => {
    await page.keyboard.press('Tab')
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe(
      'Skip to the shelves',
    )
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    const title = await page.evaluate(
      () => document.activeElement?.querySelector('.title')?.textContent,
    )
    await page.keyboard.press('Enter')
    await page.waitForSelector('.item h1')
    expect(await page.textContent('.item h1')).toBe(title)
  })

  it.each([
    ['a phone, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' as const }],
    ['a desktop, light', { viewport: { width: 1400, height: 900 }, colorScheme: 'light' as const }],
  ])('fits %s: nothing is wider than the page', async (_, options) => {
    const visitor = await (await browser.newContext(options)).newPage()
    await visitor.goto(shop.url)
    await visitor.waitForSelector('#for-you .card')
    const { scroll, client, paper } = await visitor.evaluate(() => ({
      scroll: document.documentElement.scrollWidth,
      client: document.documentElement.clientWidth,
      paper: getComputedStyle(document.body).backgroundColor,
    }))
    expect(scroll).toBeLessThanOrEqual(client)
    expect(paper).toBe(options.colorScheme === 'dark' ? 'rgb(22, 24, 26)' : 'rgb(250, 247, 241)')
  })
})

describe('the README', () => {
  it('its lines of HTML give a working shelf on a page of another origin', async () => {
    const readme = await readFile(resolve(import.meta.dirname, '../../README.md'), 'utf8')
    const html = /```html\n([\s\S]*?)```/
      .exec(readme)![1]
      .replaceAll('https://edge.example', shop.url)
    const server = createHttpServer((_, response) => {
      response.setHeader('content-type', 'text/html').end(html)
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    const errors: string[] = []
    page.on('pageerror', (error) => errors.push(error.message))
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}`)
    await page.waitForSelector('#for-you li')
    const items = await page.$$eval('#for-you li', (all) => all.map((item) => item.textContent))
    expect(items).toHaveLength(5)
    for (const item of items) expect(item).toMatch(/: (Because you|Fits your interest in)/)
    expect(errors).toEqual([])
    server.close()
  })
})

describe('npm start', () => {
  it('uses again what is unchanged, and ends cleanly on Ctrl-C', async () => {
    const second = await start()
    for (const step of ['sample', 'pack-', 'shop'])
      expect(second.printed).toMatch(new RegExp(`^${step}.*: unchanged$`, 'm'))
    expect(second.printed).toContain('publishing: unchanged')
    expect(await stop(second)).toBe(0)
  }, 60_000)

  it('names a port that is in use', async () => {
    const port = new URL(shop.url).port
    const process_ = spawn(process.execPath, [START, '--port', port])
    let printed = ''
    process_.stderr.on('data', (chunk) => {
      printed += chunk
    })
    const code = await new Promise((done) => process_.once('exit', done))
    expect(code).toBe(2)
    expect(printed).toContain(`port ${port} is in use: choose another with --port`)
  })
})
