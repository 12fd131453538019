import { createRandom } from '../random.ts'
import { type Book, sampleIntents } from './books.ts'

/** The books that have one intent. */
export interface Shelf {
  intent: string
  /** Indices of books, most popular first. */
  books: number[]
  /** [books.length] How likely each is viewed. Zipf–Mandelbrot: (rank + 2)^−0.9, rank from 0. */
  weights: number[]
  /** [intents] Number of books shared with each intent, 0 for itself. */
  shared: number[]
}

export interface Shop {
  books: Book[]
  shelves: Shelf[]
  /** [books] Log-normal, σ = 1. */
  fame: number[]
}

/**
 * Puts the books on one shelf per intent. A book's fame is drawn once, so a famous book is popular
 * on all its shelves; a small jitter per shelf varies the orders.
 */
export function buildShop(books: Book[], seed: number): Shop {
  const random = createRandom(seed)
  const fame = books.map(() => Math.exp(random.normal()))
  const intents = sampleIntents().map(({ id }) => id)
  const shelves = intents.map((intent) => {
    const rank = new Map<number, number>()
    books.forEach((book, i) => {
      if (book.intents.includes(intent)) rank.set(i, fame[i] * Math.exp(0.4 * random.normal()))
    })
    const order = [...rank.keys()].sort((a, b) => rank.get(b)! - rank.get(a)!)
    const shared = intents.map((other) =>
      other === intent ? 0 : order.filter((i) => books[i].intents.includes(other)).length,
    )
    return { intent, books: order, weights: order.map((_, at) => (at + 2) ** -0.9), shared }
  })
  return { books, shelves, fame }
}
