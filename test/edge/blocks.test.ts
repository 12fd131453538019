import type { BlockCache } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { blockCache } from '../../worker/blocks.ts'

type Block = Parameters<BlockCache['set']>[1]

const block = (bytes: number): Block => ({ bytes, values: () => [] })

/** Sets some blocks of 30 bytes. @returns the keys of `all` that are kept */
function kept(cache: BlockCache, set: string[], all: string[]): string[] {
  for (const key of set) cache.set(key, block(30))
  return all.filter((key) => cache.get(key) !== undefined)
}

it('keeps blocks up to a number of bytes, and then what is wanted again instead of what is not', () => {
  const cache = blockCache(100)
  expect(kept(cache, ['a', 'b', 'c'], ['a', 'b', 'c'])).toEqual(['a', 'b', 'c'])
  cache.get('a')
  expect(kept(cache, ['d'], ['d'])).toEqual([])
  expect(kept(cache, ['d'], ['b', 'd', 'c', 'a'])).toEqual(['d', 'c', 'a'])
})

it('keeps what is wanted twice while much is wanted once', () => {
  const cache = blockCache(100)
  const once = Array.from({ length: 5000 }, (_, n) => `once-${n}`)
  kept(cache, ['a', 'b', 'c'], [])
  expect(kept(cache, once, ['a', 'b', 'c'])).toEqual(['a', 'b', 'c'])
})

it('counts a block once, however often it is set, and keeps none that is too large', () => {
  const cache = blockCache(100)
  for (let n = 0; n < 10; n++) cache.set('a', block(60))
  cache.set('b', block(40))
  expect(['a', 'b'].map((key) => cache.get(key) !== undefined)).toEqual([true, true])
  for (let n = 0; n < 4; n++) cache.set('c', block(101))
  expect(cache.get('c')).toBeUndefined()
})
