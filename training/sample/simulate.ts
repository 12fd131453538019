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

/** The truth about a simulated reader, hidden from every model. */
export interface SampleReader {
  id: string
  /** One to four, strongest first. The weights sum to 1. */
  intents: { id: string; weight: number }[]
}

export interface SimulateOptions {
  /** Default 3,000. */
  readers?: number
  /** Mean number of events per reader; default 20, about 60,000 in all. */
  meanEvents?: number
  /** Length of the period in days; default 120. */
  days?: number
  /** Probability that a view is unrelated to the reader's intents; default 0.07. */
  noise?: number
  /** Default 1. */
  seed?: number
}

/** 5 January 2026, 00:00 UTC, a Monday. */
const START = Date.UTC(2026, 0, 5) / 1000
const DAY = 86_400

/**
 * Simulates readers with known intents who browse the sample's books; see README.md. The same
 * options give the same events. A larger run starts with the readers of a smaller one.
 *
 * @returns events in order of time; readers with their intents
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
    // One random stream per reader, so that readers do not depend on each other.
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
  // The sort is stable: events of one time keep the readers' order.
  events.sort((a, b) => a.time - b.time)
  return { events, readers }
}

/** Log-normal with the given mean, σ = 0.7; at least 5 and at most 8 times the mean. */
function drawLength(mean: number, random: Random): number {
  const sigma = 0.7
  const length = mean * Math.exp(sigma * random.normal() - (sigma * sigma) / 2)
  return Math.max(5, Math.min(8 * mean, Math.round(length)))
}

/**
 * Starts of sessions, ascending, in seconds since 1970: at most one a day, from the day the reader
 * joins, between 07:00 and 23:00 and more often late.
 */
function drawStarts(sessions: number, days: number, random: Random): number[] {
  const joined = random.below(Math.max(1, Math.floor(days * 0.6)))
  // A reader with more sessions than days left joins earlier. With more sessions than days in all
  // (never with the defaults) the sessions exceed the period.
  const first = Math.max(0, Math.min(joined, days - sessions))
  const open = Int32Array.from({ length: Math.max(days - first, sessions) }, (_, d) => first + d)
  const chosen = random.shuffle(open).slice(0, sessions).sort()
  return Array.from(chosen, (day) => {
    const hour = 7 + 16 * Math.max(random.uniform(), random.uniform())
    return START + day * DAY + Math.floor(hour * 3600)
  })
}
