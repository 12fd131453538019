import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { launchChromium } from '../browser/chromium.ts'
import { buildSdk } from '../browser/site.ts'
import type { StaticSite } from '../browser/static.ts'
import { serveSite } from '../elements/pages.ts'

const SHOP = resolve(import.meta.dirname, '../../demo')

let browser: Browser
let page: Page
let site: StaticSite
const errors: string[] = []

// The demo over a catalogue of nothing but ids and some titles: no pictures, prices, categories.
beforeAll(async () => {
  buildSdk()
  const outDir = mkdtempSync(join(tmpdir(), 'tacit-bare-shop-'))
  await build({ root: SHOP, configFile: join(SHOP, 'vite.config.ts'), build: { outDir } })
  site = await serveSite({}, { price: null, categories: null }, outDir)
  browser = await launchChromium()
  page = await browser.newPage({ reducedMotion: 'reduce' })
  page.on('pageerror', ({ message }) => errors.push(message))
  await page.goto(`${site.url}/index.html`)
})
afterAll(async () => {
  await browser?.close()
  site?.close()
})

it('lists what there is, without a trace of what there is not', async () => {
  await page.waitForSelector('#for-you .card')
  expect(await page.locator('#for-you .card').count()).toBe(16)
  expect(await page.locator('.grid .card').count()).toBe(30)
  expect(await page.locator('.departments').isVisible()).toBe(false)
  expect(await page.locator('#order option').allTextContents()).toEqual([
    'Most popular',
    'Title, A to Z',
  ])
  expect((await page.locator('.price').allTextContents()).join('')).toBe('')
  expect(await page.textContent('main')).not.toMatch(/undefined|null|NaN/)
})

it('shows an item, adapts to it, and takes an order', async () => {
  await page.locator('.grid .card-link').nth(3).click()
  await page.waitForSelector('.item h1')
  await expect.poll(() => page.locator('.similar .card').count()).toBe(12)
  await expect.poll(() => page.textContent('#for-you .note')).toMatch(/^Ranked in this browser/)
  await page.click('#put')
  await page.click('.basket-link')
  await page.click('#order-all')
  expect(await page.textContent('.basket h1')).toBe('Thank you')
  await page.click('.device > summary')
  await expect.poll(() => page.locator('[part=event]').count()).toBe(3)
  expect(errors).toEqual([])
})
