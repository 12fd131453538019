// The nearest other rows of sparse rows, found by the terms of greatest weight (strong-terms.ts).

const BINS: i32 = 1024;

// Inserts into a sorted list of `count` of at most k; of equal scores the lower row stands first. Returns the new length.
function offer(best: usize, rows: usize, count: i32, k: i32, score: f32, row: i32): i32 {
  let at = <usize>count << 2;
  if (count == k) {
    const last = at - 4;
    const worst = load<f32>(best + last);
    if (score < worst || (score == worst && row > load<i32>(rows + last))) return count;
    at = last;
  } else count++;
  for (; at > 0; at -= 4) {
    const before = load<f32>(best + at - 4);
    if (before > score || (before == score && load<i32>(rows + at - 4) < row)) break;
    store<f32>(best + at, before);
    store<i32>(rows + at, load<i32>(rows + at - 4));
  }
  store<f32>(best + at, score);
  store<i32>(rows + at, row);
  return count;
}

// @ts-ignore: decorator
@inline function binOf(sum: f32): i32 {
  return min(BINS - 1, <i32>(sum * <f32>(BINS - 1)));
}

// Rows begin ≤ r < end: entries of OFFSETS, by descending weight; of a term the rows WHO with weights THEIRS. Reads posting lists until
// `read` entries are done, then computes the products of the rows of greatest sum, about `candidates` of them, in full, the greatest sums first, until
// `patience` in a row are none of the k. BEST and ROWS are [n,k], COUNTS [n]. SUMS [n], TOUCHED [n], ORDER [n], QUERY [terms] and HISTOGRAM [1024] are a
// thread's own; SUMS and QUERY start, and end, as zeros.
export function strongTerms(
  begin: i32, end: i32, OFFSETS: usize, TERMS: usize, WEIGHTS: usize, POSTINGS: usize, WHO: usize, THEIRS: usize, read: i32,
  candidates: i32, patience: i32, k: i32, BEST: usize, ROWS: usize, COUNTS: usize, SUMS: usize, TOUCHED: usize, ORDER: usize, QUERY: usize,
  HISTOGRAM: usize,
): void {
  for (let r = begin; r < end; r++) {
    const from = load<i32>(OFFSETS + (<usize>r << 2)), to = load<i32>(OFFSETS + (<usize>r << 2), 4);
    let count = 0, done = 0;
    for (let e = from; e < to && done < read; e++) {
      const term = <usize>load<i32>(TERMS + (<usize>e << 2)) << 2;
      const weight = load<f32>(WEIGHTS + (<usize>e << 2));
      const last = load<i32>(POSTINGS + term, 4);
      let p = load<i32>(POSTINGS + term);
      done += last - p;
      for (; p < last; p++) {
        const who = load<i32>(WHO + (<usize>p << 2));
        const at = SUMS + (<usize>who << 2);
        const sum = load<f32>(at);
        if (sum == 0) {
          store<i32>(TOUCHED + (<usize>count << 2), who);
          count++;
        }
        store<f32>(at, sum + weight * load<f32>(THEIRS + (<usize>p << 2)));
      }
    }
    memory.fill(HISTOGRAM, 0, <usize>BINS << 2);
    for (let t = 0; t < count; t++) {
      const sum = load<f32>(SUMS + (<usize>load<i32>(TOUCHED + (<usize>t << 2)) << 2));
      const bin = HISTOGRAM + (<usize>binOf(sum) << 2);
      store<i32>(bin, load<i32>(bin) + 1);
    }
    let edge = BINS, many = 0;
    while (edge > 0) {
      const more = load<i32>(HISTOGRAM + (<usize>(edge - 1) << 2));
      // One more than k, since the row itself is among them.
      if (many > k && many + more > candidates) break;
      many += more;
      edge--;
    }
    // From here a bin holds where the next of its rows stands in ORDER, the greatest sums first.
    for (let bin = BINS - 1, at = 0; bin >= edge; bin--) {
      const more = load<i32>(HISTOGRAM + (<usize>bin << 2));
      store<i32>(HISTOGRAM + (<usize>bin << 2), at);
      at += more;
    }
    for (let t = 0; t < count; t++) {
      const other = load<i32>(TOUCHED + (<usize>t << 2));
      const bin = binOf(load<f32>(SUMS + (<usize>other << 2)));
      store<f32>(SUMS + (<usize>other << 2), 0);
      if (bin < edge) continue;
      const at = load<i32>(HISTOGRAM + (<usize>bin << 2));
      store<i32>(HISTOGRAM + (<usize>bin << 2), at + 1);
      store<i32>(ORDER + (<usize>at << 2), other);
    }
    for (let e = from; e < to; e++)
      store<f32>(QUERY + (<usize>load<i32>(TERMS + (<usize>e << 2)) << 2), load<f32>(WEIGHTS + (<usize>e << 2)));
    const best = BEST + (<usize>(r * k) << 2), rows = ROWS + (<usize>(r * k) << 2);
    let own = 0;
    for (let t = 0, vain = 0; t < many && vain < patience; t++) {
      const other = load<i32>(ORDER + (<usize>t << 2));
      if (other == r) continue;
      const stop = load<i32>(OFFSETS + (<usize>other << 2), 4);
      let product: f32 = 0;
      for (let e = load<i32>(OFFSETS + (<usize>other << 2)); e < stop; e++)
        product += load<f32>(WEIGHTS + (<usize>e << 2)) * load<f32>(QUERY + (<usize>load<i32>(TERMS + (<usize>e << 2)) << 2));
      vain = own == k && product < load<f32>(best + (<usize>(k - 1) << 2)) ? vain + 1 : 0;
      own = offer(best, rows, own, k, product, other);
    }
    for (let e = from; e < to; e++) store<f32>(QUERY + (<usize>load<i32>(TERMS + (<usize>e << 2)) << 2), 0);
    store<i32>(COUNTS + (<usize>r << 2), own);
  }
}
