import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createRandom, type Random } from '../training/random.ts'

export interface ShopSize {
  users: number
  items: number
  events: number
}

/** Items of a shelf, about. */
const SHELF = 40
/** Share of the events outside of a user's own shelves. */
const ASTRAY = 0.2

/**
 * Writes a shop of any size: users keep to two shelves, items are as popular as rank^-½ within a shelf,
 * and titles are made of words of the shelf and of words that all shelves share.
 */
export async function writeShop(folder: string, size: ShopSize, seed = 1): Promise<void> {
  await mkdir(folder, { recursive: true })
  const random = createRandom(seed)
  const { users, items, events } = size
  const shelves = Math.max(2, Math.round(items / SHELF))
  const word = (n: number) => `${syllable(n)}${syllable(Math.floor(n / 97) + 31)}`
  const itemLines = function* () {
    yield 'id,title,categories'
    for (let i = 0; i < items; i++) {
      const shelf = i % shelves
      const own = Array.from({ length: 3 }, () => word(1000 + 6 * shelf + random.below(6)))
      const shared = Array.from({ length: 3 }, () => word(Math.floor(random.uniform() ** 2 * 2000)))
      yield `p${i},${[...own, ...shared].join(' ')} ${i},Shelf ${shelf % 97} > Shelf ${shelf}`
    }
  }
  const perUser = events / users
  const eventLines = function* () {
    yield 'user,item,time'
    for (let u = 0; u < users; u++) {
      const many = Math.max(2, Math.round(-Math.log(1 - random.uniform()) * perUser))
      const own = [random.below(shelves), random.below(shelves)]
      const start = 1_600_000_000 + random.below(3e7)
      for (let n = 0; n < many; n++) {
        const shelf = random.uniform() < ASTRAY ? random.below(shelves) : own[random.below(2)]
        yield `u${u},p${pick(random, shelf, shelves, items)},${start + n * 3600}`
      }
    }
  }
  await write(join(folder, 'items.csv'), itemLines())
  await write(join(folder, 'interactions.csv'), eventLines())
}

/** An item of a shelf, by a power law of its rank. */
function pick(random: Random, shelf: number, shelves: number, items: number): number {
  const size = Math.ceil((items - shelf) / shelves)
  return shelf + shelves * Math.floor(random.uniform() ** 2 * size)
}

function syllable(n: number): string {
  const [first, second, last] = ['bdfgklmnprst', 'aeiou', 'lmnrst']
  return first[n % 12] + second[Math.floor(n / 12) % 5] + last[Math.floor(n / 60) % 6]
}

async function write(path: string, lines: Iterable<string>): Promise<void> {
  const file = createWriteStream(path)
  let block = ''
  for (const line of lines) {
    block += `${line}\n`
    if (block.length < 1 << 20) continue
    if (!file.write(block)) await new Promise<void>((go) => file.once('drain', () => go()))
    block = ''
  }
  await new Promise<void>((done, fail) => {
    file.once('error', fail)
    file.end(block, () => done())
  })
}
