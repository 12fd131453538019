import type { BlockCache } from '@tacit-rec/pack'

type Block = NonNullable<ReturnType<BlockCache['get']>>

/**
 * Keeps the decoded blocks that were used last. Values only: workerd settles no promise of a request
 * that was cancelled, and whoever waits for it in another request waits for ever.
 */
export function blockCache(maxBytes: number): BlockCache {
  const held = new Map<string, Block>()
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
      total += block.bytes - (held.get(key)?.bytes ?? 0)
      held.delete(key)
      held.set(key, block)
      for (const [oldest, { bytes }] of held) {
        if (total <= maxBytes) break
        held.delete(oldest)
        total -= bytes
      }
    },
  }
}
