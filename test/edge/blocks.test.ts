import type { BlockCache } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { blockCache } from '../../worker/blocks.ts'

type Block = Parameters<BlockCache['set']>[1]

const block = (bytes: number): Block => ({ bytes, values: () => [] })

it('keeps the blocks that were used last, up to a number of bytes', () => {
  const cache = blockCache(100)
  for (const key of ['a', 'b', 'c']) cache.set(key, block(30))
  cache.get('a')
  cache.set('d', block(30))
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined)).toEqual([
    true,
    false,
    true,
    true,
  ])
})

it('counts a block once, however often it is set, and keeps none that is too large', () => {
  const cache = blockCache(100)
  for (let n = 0; n < 10; n++) cache.set('a', block(60))
  cache.set('b', block(40))
  expect(cache.get('a')).toBeDefined()
  expect(cache.get('b')).toBeDefined()
  cache.set('c', block(101))
  expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([undefined, undefined, undefined])
})
