import { createRandom } from '../../../training/random.ts'

/** An invented shop whose events every layout writes in its own way. */
export interface World {
  /** From 1; `title` and `year` are invented. */
  items: { n: number; title: string; year: number; group: string; price: number }[]
  /** By user and time; no user has an item twice. */
  events: WorldEvent[]
}

export interface WorldEvent {
  /** From 1. */
  user: number
  item: number
  /** 1 to 5. */
  rating: number
  /** Seconds since 1970. */
  time: number
}

const USERS = 24
const PER_USER = 6
const TITLES = [
  'Harbour Lights',
  'Café Lumière',
  'The Ninth, and Last, Winter',
  'Paper Kites',
  'A "Quiet" Street',
  'Señor Otoño',
  'Salt & Stone',
  'Northbound',
  'The Glass Orchard',
  'Blue Hour',
  'Letters to Ada',
  'Two Rivers',
]
const GROUPS = ['Drama', 'Comedy', 'Adventure']
const FIRST_DAY = Date.UTC(2014, 3, 7) / 1000
const DAY = 86_400

/** @param seed the same seed gives the same world */
export function buildWorld(seed: number): World {
  const random = createRandom(seed)
  const items = TITLES.map((title, at) => ({
    n: at + 1,
    title,
    year: 1990 + random.below(20),
    group: GROUPS[at % GROUPS.length],
    price: 2 + random.below(2000) / 100,
  }))
  const events = Array.from({ length: USERS }, (_, u) => {
    const order = random.shuffle(items.map(({ n }) => n))
    const wanted = order.sort((a, b) => Number(b % 3 === u % 3) - Number(a % 3 === u % 3))
    return wanted.slice(0, PER_USER).map((item, n) => ({
      user: u + 1,
      item,
      rating: 1 + random.below(5),
      time: FIRST_DAY + u * DAY + n * 7 * DAY + random.below(DAY / 2),
    }))
  })
  return { items, events: events.flat() }
}
