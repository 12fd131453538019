import type { Random } from '../random.ts'
import { pick, type Taste } from './reader.ts'
import type { Shop } from './shelves.ts'

export type Kind = 'view' | 'cart' | 'purchase'

/** An event of a session. */
export interface Step {
  /** Index of the book. */
  book: number
  kind: Kind
  /** Seconds since the start of the session. */
  after: number
}

/** Probabilities, per view unless noted. All are invented, none is fitted to a shop. */
const SESSION_ENDS = 0.18
const SAME_INTENT_AS_LAST_SESSION = 0.5
const DRIFTS = 0.08
const LOOKS_BACK = 0.3 // per session that starts with books in the cart
const CARTS = 0.2
const CARTS_STRAY_VIEW = 0.03
const CHECKS_OUT = 0.5 // per book in the cart at the end of a session

/**
 * One reader's sessions, cut after `length` events.
 *
 * Every step is a view. With probability `noise` it is of any book, by fame. Otherwise it is of a
 * book on the shelf of the current intent, by the shelf's weights × 1.8 per other intent of the
 * reader that the book has, × 1.5 if it shares a category with the book before, × 0.15 if it was
 * viewed before, × 0 if it is owned. After each view the session ends with probability .18, and the
 * intent is drawn again with probability .08. Books in stock may go into the cart, which may be
 * paid for at the end of the session. No book is bought twice.
 */
export function browse(
  shop: Shop,
  tastes: Taste[],
  length: number,
  noise: number,
  random: Random,
): Step[][] {
  const { books, shelves, fame } = shop
  const seen = new Set<number>()
  const owned = new Set<number>()
  const cart = new Set<number>()
  const weights = tastes.map(({ weight }) => weight)
  const wanted = tastes.map(({ shelf }) => shelves[shelf].intent)
  const sessions: Step[][] = []
  let left = length
  let current = pick(weights, random)

  const chooseByIntent = (before: number | null) => {
    const shelf = shelves[tastes[current].shelf]
    const pull = shelf.books.map((b, at) => {
      if (owned.has(b)) return 0
      const book = books[b]
      const more = wanted.filter((id) => id !== shelf.intent && book.intents.includes(id)).length
      const alike =
        before !== null && book.categories.some((c) => books[before].categories.includes(c))
      return shelf.weights[at] * 1.8 ** more * (alike ? 1.5 : 1) * (seen.has(b) ? 0.15 : 1)
    })
    return shelf.books[pick(pull, random)]
  }

  const chooseAny = () => {
    const available = fame.map((f, b) => (owned.has(b) ? 0 : f))
    return pick(available, random)
  }

  while (left > 0) {
    const steps: Step[] = []
    let clock = 0
    const act = (book: number, kind: Kind) => {
      if (left === 0) return
      steps.push({ book, kind, after: clock })
      left--
      clock += seconds(random, kind === 'view' ? 50 : 15)
      if (kind === 'view') seen.add(book)
      else if (kind === 'cart') cart.add(book)
      else owned.add(book)
    }
    if (sessions.length > 0 && random.uniform() >= SAME_INTENT_AS_LAST_SESSION) {
      current = pick(weights, random)
    }
    const [waiting] = cart
    if (waiting !== undefined && random.uniform() < LOOKS_BACK) act(waiting, 'view')
    else cart.clear()
    let before: number | null = null
    do {
      const stray = random.uniform() < noise
      const book: number = stray ? chooseAny() : chooseByIntent(before)
      act(book, 'view')
      const carts = random.uniform() < (stray ? CARTS_STRAY_VIEW : CARTS)
      const has = owned.has(book) || cart.has(book)
      if (carts && !has && books[book].availability === 'in stock') act(book, 'cart')
      if (!stray) before = book
      if (random.uniform() < DRIFTS) current = pick(weights, random)
    } while (random.uniform() >= SESSION_ENDS)
    for (const book of [...cart]) {
      if (random.uniform() >= CHECKS_OUT) continue
      act(book, 'purchase')
      cart.delete(book)
    }
    sessions.push(steps)
  }
  return sessions
}

/** Between 5 seconds and 10 minutes: 5 plus an exponential with the given mean. */
function seconds(random: Random, mean: number): number {
  return Math.min(600, 5 + Math.round(-mean * Math.log(1 - random.uniform())))
}
