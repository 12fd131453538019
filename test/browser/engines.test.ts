import { afterAll, beforeAll, expect, it } from 'vitest'
import { inEachBrowser } from './engines.ts'
import { type StaticSite, serveStatic } from './static.ts'

let site: StaticSite
beforeAll(async () => {
  site = await serveStatic(
    async (path) => `<!doctype html><title>${path}</title>
    <a href=/two>go</a>`,
  )
})
afterAll(() => site.close())

inEachBrowser('the driver', (browser) => {
  it('opens pages, clicks, goes back; tabs share storage, visitors do not', async () => {
    const visitor = await browser().visitor()
    const [one, two] = [await visitor.tab(), await visitor.tab()]
    await one.goto(`${site.url}/one.html`)
    await two.goto(`${site.url}/one.html`)
    await one.run((value) => localStorage.setItem('key', value), 'kept')
    expect(await two.run(() => localStorage.getItem('key'))).toBe('kept')
    await one.click('a')
    await expect.poll(() => one.run(() => location.pathname)).toBe('/two')
    await one.back()
    expect(await one.run(async () => location.pathname)).toBe('/one.html')
    await expect(one.run(() => Promise.reject(new Error('of the page')))).rejects.toThrow(
      'of the page',
    )
    const other = await (await browser().visitor()).tab()
    await other.goto(`${site.url}/one.html`)
    expect(await other.run(() => localStorage.getItem('key'))).toBeNull()
    await two.close()
    await visitor.close()
  })
})
