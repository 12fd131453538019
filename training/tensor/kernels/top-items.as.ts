import { gemm } from './gemm.as';

// The best items of every query (top-items.ts): computes scores of `block` queries by 512 items at a time, S [block, 512], and
// updates lists of the best items so far.

const TILE: i32 = 512;

// Inserts item i into a sorted list of `count` items and drops the last one if the list is full (k). Items arrive in ascending
// order, and of equal scores the earlier item stays first.
function insert(best: usize, items: usize, count: i32, k: i32, score: f32, i: i32): void {
  let at = <usize>min(count, k - 1) << 2;
  for (; at > 0 && load<f32>(best + at - 4) < score; at -= 4) {
    store<f32>(best + at, load<f32>(best + at - 4));
    store<i32>(items + at, load<i32>(items + at - 4));
  }
  store<f32>(best + at, score);
  store<i32>(items + at, i);
}

// Reads one query's scores s of `many` items from item `first` on. Returns the new length of the list; NaN is never inserted.
function select(s: usize, first: i32, many: i32, best: usize, items: usize, count: i32, k: i32): i32 {
  let c = 0;
  for (; c < many && count < k; c++) {
    const x = load<f32>(s + (<usize>c << 2));
    if (x == x) insert(best, items, count++, k, x, first + c);
  }
  const last = best + (<usize>(k - 1) << 2);
  while (c < many) {
    // Skip four scores at once if none exceeds the worst in the list: the usual case.
    if (c + 4 <= many && !v128.any_true(f32x4.gt(v128.load(s + (<usize>c << 2)), v128.load32_splat(last)))) {
      c += 4;
      continue;
    }
    for (const stop = min(c + 4, many); c < stop; c++) {
      const x = load<f32>(s + (<usize>c << 2));
      if (x > load<f32>(last)) insert(best, items, k, k, x, first + c);
    }
  }
  return count;
}

// BEST, ITEMS [B,k] and COUNTS [B] for queries begin ≤ b < end of Q [B,d], against Z [N,d] without row b's `masks`. W is scratch
// for a product.
export function topItems(
  begin: i32, end: i32, block: i32, Q: usize, Z: usize, N: i32, d: i32, k: i32, maskOffsets: usize, masks: usize,
  BEST: usize, ITEMS: usize, COUNTS: usize, S: usize, W: usize,
): void {
  const width = <usize>d << 2, list = <usize>k << 2;
  memory.fill(COUNTS + (<usize>begin << 2), 0, <usize>(end - begin) << 2);
  for (let b0 = begin; b0 < end; b0 += block) {
    const rows = min(block, end - b0);
    for (let j = 0; j < N; j += TILE) {
      const many = min(TILE, N - j);
      gemm(Q + <usize>b0 * width, d, 0, Z + <usize>j * width, d, 1, S, TILE, 0, rows, many, d, 1, 0, W);
      for (let r = 0; r < rows; r++) {
        const s = S + (<usize>(r * TILE) << 2), b = <usize>(b0 + r), at = b << 2;
        const maskEnd = masks + (<usize>load<i32>(maskOffsets + at, 4) << 2);
        for (let m = masks + (<usize>load<i32>(maskOffsets + at) << 2); m < maskEnd; m += 4) {
          const i = load<i32>(m) - j;
          if (i >= 0 && i < many) store<f32>(s + (<usize>i << 2), NaN);
        }
        store<i32>(COUNTS + at, select(s, j, many, BEST + b * list, ITEMS + b * list, load<i32>(COUNTS + at), k));
      }
    }
  }
}
