import { drawAt } from './shared/draw.as';
import { axpyRow } from './shared/simd.as';

// Means of table rows, windows of neighbouring rows and masks of dropout, over rows begin ≤ r < end.

// Y[b] = mean over offsets[b] ≤ e < offsets[b+1] of X[index[e]]; an empty bag is zeros.
export function bagForward(begin: i32, end: i32, X: usize, index: usize, offsets: usize, Y: usize, d: i32): void {
  const width = <usize>d << 2;
  for (let b = begin; b < end; b++) {
    const at = offsets + (<usize>b << 2), first = load<i32>(at), last = load<i32>(at, 4);
    const y = Y + <usize>b * width;
    memory.fill(y, 0, width);
    const share: f32 = 1 / <f32>(last - first);
    for (let e = first; e < last; e++) axpyRow(y, X + <usize>load<u32>(index + (<usize>e << 2)) * width, share, width);
  }
}

// G[index[e]] += D[b]/count for the rows of G in begin ≤ r < end: the order of sums is that of the bags.
export function bagBackward(
  begin: i32, end: i32, G: usize, index: usize, offsets: usize, D: usize, bags: i32, d: i32,
): void {
  const width = <usize>d << 2;
  for (let b = 0; b < bags; b++) {
    const at = offsets + (<usize>b << 2), first = load<i32>(at), last = load<i32>(at, 4);
    const share: f32 = 1 / <f32>(last - first);
    for (let e = first; e < last; e++) {
      const r = load<i32>(index + (<usize>e << 2));
      if (r >= begin && r < end) axpyRow(G + <usize>r * width, D + <usize>b * width, share, width);
    }
  }
}

// Y[r] = the rows X[index[r·k + j]], j < k, side by side; −1 is zeros.
export function windowForward(begin: i32, end: i32, X: usize, index: usize, Y: usize, k: i32, d: i32): void {
  const width = <usize>d << 2;
  for (let m = begin * k; m < end * k; m++) {
    const from = load<i32>(index + (<usize>m << 2)), y = Y + <usize>m * width;
    if (from < 0) memory.fill(y, 0, width);
    else memory.copy(y, X + <usize>from * width, width);
  }
}

// G[index[m]] += D[m] for the rows of G in begin ≤ r < end, m < count.
export function windowBackward(begin: i32, end: i32, G: usize, index: usize, D: usize, count: i32, d: i32): void {
  const width = <usize>d << 2;
  for (let m = 0; m < count; m++) {
    const r = load<i32>(index + (<usize>m << 2));
    if (r >= begin && r < end) axpyRow(G + <usize>r * width, D + <usize>m * width, 1, width);
  }
}

// M[n] = 1/(1 − rate) with probability 1 − rate, else 0, for begin ≤ n < end; begin is a multiple of 4. Numbers beyond the
// end, up to a multiple of 4, are written too.
export function keepMask(begin: i32, end: i32, M: usize, seed: i32, rate: f32): void {
  const least = i32x4.splat(<i32>(rate * 16777216)), kept = f32x4.splat(1 / (1 - rate));
  for (let n = begin; n < end; n += 4) {
    const drawn = drawAt(i32x4.add(i32x4.splat(n), i32x4(0, 1, 2, 3)), seed);
    v128.store(M + (<usize>n << 2), v128.and(kept, i32x4.ge_s(drawn, least)));
  }
}
