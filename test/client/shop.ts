import { buildPack, openPackFrom, type PackContents, type Rules } from '@tacit-rec/pack'
import { createBrain } from '../../client/core.ts'
import type { Brain, Config, Query } from '../../client/messages.ts'
import type { HistoryEvent } from '../../client/types.ts'
import { type BuiltPack, type RandomPackOptions, randomContents } from '../pack/random-pack.ts'
import { BASE, testPlatform } from './platform.ts'

export const BRANDS = ['Ardent', 'Bramble', 'Cobalt', 'Dune']
export const DAY = 86_400_000
/** Items are added one a day, the last one today. */
export const ITEMS = 120

/** A shop with brands, dates and stock: every fifth item has no brand, every tenth is sold out. */
export function shopContents(options: RandomPackOptions = {}): PackContents {
  const { items = ITEMS } = options
  const contents = randomContents({ ...options, items })
  const cells = <T>(cell: (n: number) => T) => Array.from({ length: items }, (_, n) => cell(n))
  return {
    ...contents,
    catalogue: {
      ...contents.catalogue,
      currency: cells(() => 'EUR'),
      availability: cells((n) => (n % 10 === 9 ? 'out of stock' : n % 3 ? 'in stock' : null)),
      extra: {
        brand: cells((n) => (n % 5 === 4 ? null : BRANDS[n % 4])),
        year: cells((n) => (n % 2 ? 1900 + n : String(1900 + n))),
        added: cells((n) => new Date(Date.now() - (items - 1 - n) * DAY).toISOString()),
        title_de: cells((n) => (n % 2 ? `Titel ${n}` : null)),
        'brand_de-at': cells((n) => (n === 0 ? 'Österreich' : null)),
      },
    },
  }
}

export async function shopPack(rules: Rules | null = null): Promise<BuiltPack> {
  const { manifest, files } = await buildPack({ ...shopContents(), rules })
  return { manifest, files, loaded: await openPackFrom(manifest, files, { all: true }) }
}

export function configOf(config: Partial<Config> = {}): Config {
  return {
    base: BASE,
    timeout: 1000,
    engine: 'instant',
    webgpu: 'off',
    cache: 'session',
    saveData: true,
    queries: '',
    pins: { keys: [], expired: 'rank' },
    locale: null,
    currency: null,
    ...config,
  }
}

/** Opens a pack as a page without Workers does, to its last stage. */
export async function brainOf(pack: BuiltPack, config: Partial<Config> = {}): Promise<Brain> {
  const notices = { state() {}, problem() {}, alive() {} }
  const brain = createBrain(configOf(config), testPlatform(pack), notices, true)
  await brain.explain('item-1')
  return brain
}

/** Two views and a purchase, a few days ago. */
export const HISTORY: HistoryEvent[] = [
  { kind: 'buy', item: 'item-5', time: Date.now() - 4 * DAY },
  { kind: 'view', item: 'item-31', time: Date.now() - 2 * DAY },
  { kind: 'view', item: 'item-8', time: Date.now() - DAY },
]

/** All pages of a list. */
export async function pagesOf(
  ask: (query: Query) => Promise<{ items: { id: string }[] }>,
  query: Query,
): Promise<string[][]> {
  const pages: string[][] = []
  for (;;) {
    const shown = pages.flat()
    const exclude = [...(query.exclude ?? []), ...shown]
    const { items } = await ask({ ...query, exclude, offset: shown.length })
    if (items.length === 0) return pages
    pages.push(items.map(({ id }) => id))
  }
}
