import type { EncodedEvent } from '@tacit-rec/engine'
import type { Manifest } from '@tacit-rec/pack'

/** A random history, oldest first, with repeats, kinds out of range and unknown ages. */
export function randomHistory(
  { items, kinds }: Pick<Manifest, 'items' | 'kinds'>,
  length: number,
  random: () => number,
): EncodedEvent[] {
  return Array.from({ length }, (_, n) => ({
    item: Math.floor(items * random()),
    kind: Math.floor((kinds.length + 1) * random()),
    age: random() < 0.3 ? -1 : (length - 1 - n) * random(),
  }))
}
