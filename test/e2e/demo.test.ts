import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { freePort, START, type Started, start, stop } from './shop.ts'

const pictures = mkdtempSync(join(tmpdir(), 'tacit-shop-'))
let shop: Started
let browser: Browser
let page: Page
let errors: string[]

beforeAll(async () => {
  shop = await start('--port', await freePort())
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  if (shop?.process.exitCode === null) await stop(shop)
})
beforeEach(async () => {
  errors = []
  page = await visit()
})

/** A new visitor, whom the shop has never seen. */
async function visit(options: BrowserContextOptions = {}): Promise<Page> {
  const visitor = await (await browser.newContext(options)).newPage()
  visitor.on('pageerror', ({ message }) => errors.push(message))
  await visitor.goto(shop.url)
  await visitor.waitForSelector('#for-you .card')
  return visitor
}

/** Ids of the shelf's cards in the order of their places. */
const shelf = (visitor = page) =>
  visitor.$eval('#for-you tacit-shelf', ({ shadowRoot }) =>
    [...shadowRoot!.querySelectorAll('slot')]
      .filter(({ name }) => name.startsWith('item:'))
      .flatMap((slot) => slot.assignedElements() as HTMLElement[])
      .map(({ dataset }) => dataset.id),
  )
/** The shelf once it has been the same for half a second. */
async function settled(): Promise<(string | undefined)[]> {
  let last = await shelf()
  for (;;) {
    await page.waitForTimeout(500)
    const now = await shelf()
    if (String(now) === String(last)) return now
    last = now
  }
}
const events = () => page.textContent('#event-count')

/** Opens the first items of a department, as a person would. */
async function lookAt(department: string, count: number, visitor = page): Promise<void> {
  for (let n = 0; n < count; n++) {
    await visitor.click(`.departments >> text="${department}"`)
    await visitor.locator('.grid .card-link').nth(n).click()
    await visitor.waitForSelector('.item h1')
    await expect.poll(() => visitor.textContent('#event-count')).toBe(String(n + 1))
  }
  await visitor.click('.brand')
  await visitor.waitForSelector('.grid')
}

describe('the shop', () => {
  it('ranks the shelf anew after five clicks, says why, remembers, and forgets', async () => {
    const before = await shelf()
    await page.click('#remember')
    await expect.poll(() => page.locator('.consent').count()).toBe(0)
    await lookAt('Comics', 5)
    await expect.poll(() => shelf()).not.toEqual(before)
    const after = await settled()
    const reasons = await page.locator('#for-you .reason').allTextContents()
    expect(reasons).toHaveLength(16)
    for (const reason of reasons)
      expect(reason).toMatch(/^(Because you viewed|Fits your interest in|Popular here)/)
    expect(reasons.filter((reason) => !reason.startsWith('Popular')).length).toBeGreaterThan(12)
    expect(await page.textContent('#for-you .note')).toMatch(/^Ranked in this browser in [\d.]+ ms/)

    await page.reload()
    await expect.poll(() => events()).toBe('5')
    // A shelf in sight keeps its first list; the next call has all of the pack.
    await page.click('.departments >> text="Comics"')
    await page.click('.brand')
    await expect.poll(() => shelf()).toEqual(after)

    await page.click('.device > summary')
    await expect.poll(() => page.textContent('#engine')).toMatch(/^(Instant|ONNX Runtime on W)/)
    expect(await page.textContent('#ranking-time')).toMatch(/^[\d.]+ ms$/)
    expect(await page.textContent('#sequence')).toMatch(/^sequence \d+$/)
    expect(await page.locator('[part~=share]').first().textContent()).toMatch(/^\d+%$/)
    expect(await page.locator('[part=event]').count()).toBe(5)
    const download = page.waitForEvent('download')
    await page.click('[part~=export]')
    const exported = JSON.parse(readFileSync(await (await download).path(), 'utf8'))
    expect(exported.events).toHaveLength(5)

    await page.click('[part~=forget]')
    await page.click('[part~=yes]')
    await expect.poll(() => events()).toBe('0')
    await expect.poll(() => shelf()).toEqual(before)
    await page.reload()
    await page.waitForSelector('.consent')
    expect(await events()).toBe('0')
    expect(errors).toEqual([])
  })

  it('keeps nothing for a person who says no, and does not ask again', async () => {
    const before = await shelf()
    await page.click('#refuse')
    await page.locator('.grid .card-link').first().click()
    await page.waitForSelector('.item h1')
    await page.reload()
    await page.waitForSelector('.item h1')
    expect(await events()).toBe('0')
    expect(await page.locator('.consent').count()).toBe(0)
    await page.click('.brand')
    await expect.poll(() => shelf()).toEqual(before)
  })

  it('shows two visitors of different tastes different shelves', async () => {
    await lookAt('Comics', 4)
    const one = await shelf()
    const other = await visit()
    await lookAt('Computing', 4, other)
    const two = await shelf(other)
    expect(two.filter((id) => one.includes(id)).length).toBeLessThan(one.length / 2)
  })

  it('ranks at once when something goes into the basket from a list, and takes the order', async () => {
    await page.fill('#search', 'emile zola')
    await page.waitForSelector('tacit-search [role=option]:has-text("Matches")')
    await page.press('#search', 'Enter')
    await page.waitForSelector('.listing h1:has-text("emile zola")')
    const before = await shelf()
    await page.locator('.grid .add').first().click()
    await expect.poll(() => shelf()).not.toEqual(before)
    expect(await page.textContent('#basket-count')).toBe('1')
    await page.reload()
    await page.waitForSelector('.grid')
    expect(await page.textContent('#basket-count')).toBe('1')
    await page.click('.basket-link')
    expect(await page.textContent('.lines')).toContain('Zola')
    await page.click('#order-all')
    expect(await page.textContent('.basket h1')).toBe('Thank you')
    expect(await page.textContent('#basket-count')).toBe('0')
  })

  it('suggests while one types, by keyboard alone', async () => {
    const box = page.locator('#search')
    const attribute = (name: string) => box.getAttribute(name)
    await box.pressSequentially('frankenstien')
    const first = page.locator('tacit-search [role=option]').first()
    await expect.poll(() => first.textContent()).toContain('Frankenstein')
    expect(await attribute('aria-expanded')).toBe('true')
    await box.press('ArrowDown')
    expect(await attribute('aria-activedescendant')).toBe(await first.getAttribute('id'))
    expect(await first.getAttribute('aria-selected')).toBe('true')
    await box.press('Escape')
    expect(await attribute('aria-expanded')).toBe('false')
    await box.press('ArrowDown')
    await box.press('Enter')
    await expect.poll(() => page.title()).toContain('Frankenstein')
    await box.fill('<img src=x onerror=alert(1)> .*')
    await box.press('Enter')
    await page.waitForSelector('.listing h1')
    expect(await page.textContent('.listing h1')).toContain('<img src=x')
  })

  it('shows a page of items at a time, and sorts them', async () => {
    expect(await page.locator('.grid .card').count()).toBe(30)
    await page.click('.more button')
    expect(await page.locator('.grid .card').count()).toBe(60)
    await page.selectOption('#order', 'Price, lowest first')
    const prices = (await page.locator('.grid .price').allTextContents()).map(Number)
    expect(prices).toHaveLength(30)
    expect(prices).toEqual(prices.toSorted((a, b) => a - b))
  })

  it('shows what is like an item', async () => {
    await page.goto(`${shop.url}/#/?item=austen-emma`)
    await page.waitForSelector('.similar .card')
    expect(await page.locator('.similar .card').count()).toBe(12)
    expect(await page.textContent('.item h1')).toBe('Emma')
    expect(await page.title()).toBe('Emma · Lantern')
  })

  it('can be used by keyboard alone', async () => {
    const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Skip to the shop')
    await page.keyboard.press('Enter')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('main')
    // The shelf's two buttons, its first item.
    for (let n = 0; n < 3; n++) await page.keyboard.press('Tab')
    const title = await page.evaluate(
      () => document.activeElement?.querySelector('.title')?.textContent,
    )
    expect(title).toBeTruthy()
    const outline = await page.evaluate(
      () => getComputedStyle(document.activeElement!).outlineStyle,
    )
    expect(outline).toBe('solid')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.item h1')
    expect(await focused()).toBe(title)
    await expect.poll(() => page.textContent('#live')).toMatch(/^For you has changed\. First now: /)
    await page.focus('.device > summary')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.waitForSelector('[part=event] a')
    await page.focus('[part~=forget]')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => events()).toBe('0')
  })

  it.each([
    ['phone-dark', { viewport: { width: 360, height: 780 }, colorScheme: 'dark' }],
    ['desktop-light', { viewport: { width: 1400, height: 900 }, colorScheme: 'light' }],
  ] as [
    string,
    BrowserContextOptions,
  ][])('fits %s: nothing is wider than the page', async (name, options) => {
    const visitor = await visit(options)
    for (const place of ['home', 'item']) {
      if (place === 'item') {
        await visitor.locator('.grid .card-link').nth(2).click()
        await visitor.waitForSelector('.similar .card')
      }
      await visitor.screenshot({ path: join(pictures, `${name}-${place}.png`) })
      const [wide, room] = await visitor.evaluate(() => [
        document.documentElement.scrollWidth,
        document.documentElement.clientWidth,
      ])
      expect(wide).toBeLessThanOrEqual(room)
    }
    const paper = await visitor.evaluate(() => getComputedStyle(document.body).backgroundColor)
    expect(paper).toBe(options.colorScheme === 'dark' ? 'rgb(23, 20, 18)' : 'rgb(250, 246, 239)')
  })

  it('sends nothing but the same requests for everybody', async () => {
    const other = await (await browser.newContext()).newPage()
    const asked: string[] = []
    other.on('request', (request) => {
      asked.push(`${request.method()} ${new URL(request.url()).pathname} ${request.postData()}`)
    })
    await other.goto(shop.url)
    await other.waitForSelector('#for-you .card')
    await other.click('.device > summary')
    // Nothing is fetched for ONNX Runtime, which could win nothing here.
    await expect.poll(() => other.textContent('#adapter')).toMatch(/^not requested: /)
    const before = asked.length
    await lookAt('Science', 3, other)
    expect(asked.slice(before)).toEqual([])
    for (const line of asked) expect(line).toMatch(/^GET \S+ null$/)
  })
})

describe('npm start', () => {
  it('uses again what is unchanged, and ends cleanly on Ctrl-C', async () => {
    expect(await stop(shop)).toBe(0)
    shop = await start('--port', await freePort())
    for (const step of ['sample data', 'pack of sample', 'shop'])
      expect(shop.printed).toContain(`${step}: unchanged\n`)
    expect(shop.printed).toContain('this pack is live already')
  })

  it.each([
    [() => ['--port', new URL(shop.url).port], /port \d+ is in use: choose another with --port/],
    [() => ['--port', 'x'], /--port "x" must be a number from 1 to 65535/],
    [() => ['--data', '/no/such/place'], /--data "\/no\/such\/place" does not exist/],
    [() => ['--color', 'red'], /Unknown option '--color'/],
  ])('refuses what it cannot use, in one sentence (%#)', async (args, message) => {
    const child = spawn(process.execPath, [START, ...args()])
    let printed = ''
    child.stderr.on('data', (chunk) => {
      printed += chunk
    })
    const [code] = await once(child, 'exit')
    expect(printed).toMatch(message)
    expect(printed.trim().split('\n')).toHaveLength(1)
    expect(code).toBe(2)
  })
})

describe('the README', () => {
  it('its lines of HTML give a working shelf on a page of another origin', async () => {
    const readme = readFileSync(resolve(import.meta.dirname, '../../README.md'), 'utf8')
    const html = /```html\n([\s\S]*?)```/.exec(readme)![1]
    const server = createHttpServer((_, response) => {
      response.setHeader('content-type', 'text/html')
      response.end(html.replaceAll('https://edge.example', shop.url))
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    await page.goto(`http://localhost:${(server.address() as AddressInfo).port}`)
    const why = () => page.locator('tacit-shelf >> [part~=reason]').allTextContents()
    await expect.poll(why).toHaveLength(5)
    for (const reason of await why()) expect(reason).toMatch(/^(Because you|Fits your interest in)/)
    await page.locator('tacit-search >> input').pressSequentially('zola')
    await page.waitForSelector('tacit-search >> [role=option]')
    const remembers = () => page.getAttribute('tacit-privacy >> [role=switch]', 'aria-checked')
    await page.click('tacit-privacy >> [role=switch]')
    await expect.poll(remembers).toBe('true')
    await page.reload()
    await expect.poll(remembers).toBe('true')
    expect(errors).toEqual([])
    server.close()
  })
})
