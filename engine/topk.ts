/** An item and its score. */
export interface Ranked {
  item: number
  score: number
}

/**
 * The k items with the highest scores, best first. On a tie the lower index wins; NaN is skipped.
 *
 * @param scores [N]
 * @param exclude rejects an item; called only for items that score high enough so far
 */
export function topK(
  scores: ArrayLike<number>,
  k: number,
  exclude?: (item: number) => boolean,
): Ranked[] {
  // A heap with the worst listed item on top: O(N log k).
  const heap: Ranked[] = []
  const room = Math.min(k, scores.length)
  if (!(room >= 1)) return heap
  let item = 0
  for (; item < scores.length && heap.length < room; item++) {
    if (Number.isNaN(scores[item]) || exclude?.(item)) continue
    heap.push({ item, score: scores[item] })
    rise(heap)
  }
  if (heap.length < room) return heap.sort(order)
  // One comparison, which NaN fails, is all that most items of a catalogue take. Indices ascend, so an
  // equal score never replaces a listed item.
  let bar = heap[0].score
  for (; item < scores.length; item++) {
    const score = scores[item]
    if (!(score > bar) || exclude?.(item)) continue
    heap[0] = { item, score }
    sink(heap)
    bar = heap[0].score
  }
  return heap.sort(order)
}

function order(a: Ranked, b: Ranked): number {
  return worse(a, b) ? 1 : -1
}

function worse(a: Ranked, b: Ranked): boolean {
  return a.score < b.score || (a.score === b.score && a.item > b.item)
}

function rise(heap: Ranked[]): void {
  let at = heap.length - 1
  while (at > 0) {
    const parent = (at - 1) >> 1
    if (!worse(heap[at], heap[parent])) return
    swap(heap, at, parent)
    at = parent
  }
}

function sink(heap: Ranked[]): void {
  let at = 0
  for (;;) {
    let worst = at
    for (let child = 2 * at + 1; child <= 2 * at + 2 && child < heap.length; child++) {
      if (worse(heap[child], heap[worst])) worst = child
    }
    if (worst === at) return
    swap(heap, at, worst)
    at = worst
  }
}

function swap(heap: Ranked[], a: number, b: number): void {
  const item = heap[a]
  heap[a] = heap[b]
  heap[b] = item
}
