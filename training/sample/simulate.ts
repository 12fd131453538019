import { createRandom, type Random } from '../random.ts'
import { sampleItems } from './books.ts'
import { browse, type Kind } from './browse.ts'
import { drawTastes } from './reader.ts'
import { buildShop } from './shelves.ts'

export interface SampleEvent {
  user: string
  item: string
  /** Seconds since 1970. */
  time: number
  kind: Kind
}

/** The truth about a simulated reader, which no model gets to see. */
export interface SampleReader {
  id: string
  /** One to four, strongest first; the weights sum to 1. */
  intents: { id: string; weight: number }[]
}

export interface SimulateOptions {
  /** Default 3,000. */
  readers?: number
  /** Events of a reader on average; default 20, which makes about 60,000. */
  meanEvents?: number
  /** Length of the period; default 120. */
  days?: number
  /** Chance that a view has nothing to do with the reader's intents; default 0.07. */
  noise?: number
  /** Default 1. */
  seed?: number
}

/** 5 January 2026, 00:00 UTC, a Monday. */
const START = Date.UTC(2026, 0, 5) / 1000
const DAY = 86_400

/**
 * Draws readers with known intents and lets them browse the sample's books; README.md says how.
 * The same options give the same events, and the first readers of a larger run are the readers of
 * a smaller one.
 *
 * @returns events in the order of time; readers with what they were really after
 */
export function simulateReaders(options: SimulateOptions = {}): {
  events: SampleEvent[]
  readers: SampleReader[]
} {
  const { readers: count = 3000, meanEvents = 20, days = 120, noise = 0.07, seed = 1 } = options
  const books = sampleItems()
  const shop = buildShop(books, seed)
  const events: SampleEvent[] = []
  const readers: SampleReader[] = []
  for (let r = 0; r < count; r++) {
    // A stream of their own per reader: nobody's draws move anybody else's.
    const random = createRandom(Math.imul(seed, 0x9e3779b1) + r + 1)
    const id = `reader-${String(r + 1).padStart(4, '0')}`
    const tastes = drawTastes(shop, random)
    const sessions = browse(shop, tastes, drawLength(meanEvents, random), noise, random)
    const starts = drawStarts(sessions.length, days, random)
    sessions.forEach((steps, s) => {
      for (const { book, kind, after } of steps) {
        events.push({ user: id, item: books[book].id, time: starts[s] + after, kind })
      }
    })
    const intents = tastes.map(({ shelf, weight }) => ({ id: shop.shelves[shelf].intent, weight }))
    readers.push({ id, intents })
  }
  // Stable: nobody has two events at one time, and readers keep their order.
  events.sort((a, b) => a.time - b.time)
  return { events, readers }
}

/** Log-normal with σ = 0.7 about the mean, at least 5 events: many look in, a few read a lot. */
function drawLength(mean: number, random: Random): number {
  const sigma = 0.7
  const length = mean * Math.exp(sigma * random.normal() - (sigma * sigma) / 2)
  return Math.max(5, Math.min(8 * mean, Math.round(length)))
}

/**
 * Starts of sessions, ascending, in seconds since 1970: one a day at most, on days after the
 * reader joined, between 07:00 and 23:00 and more often late.
 */
function drawStarts(sessions: number, days: number, random: Random): number[] {
  const joined = random.below(Math.max(1, Math.floor(days * 0.6)))
  // Where a reader has more sessions than days left, they joined earlier; more than days at all
  // (never with the defaults), and the period is overrun.
  const first = Math.max(0, Math.min(joined, days - sessions))
  const free = Int32Array.from({ length: Math.max(days - first, sessions) }, (_, d) => first + d)
  const chosen = random.shuffle(free).slice(0, sessions).sort()
  return Array.from(chosen, (day) => {
    const hour = 7 + 16 * Math.max(random.uniform(), random.uniform())
    return START + day * DAY + Math.floor(hour * 3600)
  })
}
