import { expect, test } from 'vitest'
import { judgeQueries, judgeSessions } from './queries/judge.ts'
import { readQueries, readSessions } from './queries/read.ts'
import { LEXICONS } from './queries/shops.ts'

const SHOPS = ['books', 'garten'] as const

/** Floors are what was measured: a change that lowers one is a change for the worse. */
test.each(SHOPS)('open queries of %s are understood', (shop) => {
  const scores = judgeQueries(readQueries(shop, 'open'), LEXICONS[shop])
  expect(scores.inverted).toBe(0)
  expect(scores.acts, scores.wrong.join('\n')).toBe(1)
  expect(scores.frameF1, scores.wrong.join('\n')).toBeGreaterThanOrEqual(0.98)
  expect(scores.exact, scores.wrong.join('\n')).toBeGreaterThanOrEqual(0.97)
})

test.each(SHOPS)('open searches over turns of %s are followed', (shop) => {
  const { right, wrong } = judgeSessions(readSessions(shop, 'open'), LEXICONS[shop])
  expect(right, wrong.join('\n')).toBe(1)
})
