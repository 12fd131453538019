import type { BlockCache } from '@tacit-rec/pack'

type Block = NonNullable<ReturnType<BlockCache['get']>>

/** Reads that are remembered, to tell what is wanted again. */
const MAX_SEEN = 1000

/**
 * Keeps the decoded blocks that were used last. Once it is full, it takes only what is wanted a second
 * time: V8 frees a block that was kept much later than one that was used once. Values only: workerd
 * settles no promise of a request that was cancelled, and whoever waits for it in another request
 * waits for ever.
 */
export function blockCache(maxBytes: number): BlockCache {
  const held = new Map<string, Block>()
  const seen = new Set<string>()
  let total = 0
  return {
    get(key) {
      const block = held.get(key)
      if (!block) return undefined
      // The map's order is that of the last use.
      held.delete(key)
      held.set(key, block)
      return block
    },
    set(key, block) {
      const isFull = total + block.bytes > maxBytes
      if (held.has(key) || (isFull && !seen.delete(key))) {
        if (seen.size >= MAX_SEEN) seen.clear()
        seen.add(key)
        return
      }
      held.set(key, block)
      total += block.bytes
      for (const [oldest, { bytes }] of held) {
        if (total <= maxBytes) break
        held.delete(oldest)
        total -= bytes
      }
    },
  }
}
