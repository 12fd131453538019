import { expect, test } from 'vitest'
import { judgeQueries, judgeSessions } from './queries/judge.ts'
import { readQueries, readSessions } from './queries/read.ts'
import { LEXICONS } from './queries/shops.ts'

const SHOPS = ['books', 'garten'] as const
const PARTS = ['open', 'held'] as const

const FLOORS = {
  books: {
    open: { acts: 1, frameF1: 0.98, exact: 0.97, turns: 1 },
    held: { acts: 1, frameF1: 0.95, exact: 0.9, turns: 0.85 },
  },
  garten: {
    open: { acts: 1, frameF1: 1, exact: 1, turns: 1 },
    held: { acts: 0.96, frameF1: 0.99, exact: 0.96, turns: 1 },
  },
}
const CASES = SHOPS.flatMap((shop) => PARTS.map((part) => [shop, part] as const))

/** Floors are what was measured: a change that lowers one is a change for the worse. */
test.each(CASES)('queries of %s, %s, are understood', (shop, part) => {
  const scores = judgeQueries(readQueries(shop, part), LEXICONS[shop])
  const floors = FLOORS[shop][part]
  const wrong = scores.wrong.join('\n')
  expect(scores.inverted).toBe(0)
  expect(scores.acts, wrong).toBeGreaterThanOrEqual(floors.acts)
  expect(scores.frameF1, wrong).toBeGreaterThanOrEqual(floors.frameF1)
  expect(scores.exact, wrong).toBeGreaterThanOrEqual(floors.exact)
})

test.each(CASES)('searches over turns of %s, %s, are followed', (shop, part) => {
  const { right, wrong } = judgeSessions(readSessions(shop, part), LEXICONS[shop])
  expect(right, wrong.join('\n')).toBeGreaterThanOrEqual(FLOORS[shop][part].turns)
})
