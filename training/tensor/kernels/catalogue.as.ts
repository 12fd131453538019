import { itemSlopes, querySlopes, scores } from './shared/blocks.as';
import { greatestLane, lanes, vexp, vlog } from './shared/simd.as';

// The fused softmax over the whole catalogue (ops/catalogue-softmax.ts). Each block of about 32 query rows is processed
// completely (scores, pooling, softmax, loss, both gradients), so its scores S [rows, Np] stay in the cache. Np is N rounded
// up to a multiple of 8.

const MASKED: f32 = -3.0e38;
const MAX: i32 = 1;

// L[i] = pool_k(S[k,i])/τ + bias[i]; with K > 1 S becomes each query's share of the pool's gradient. The largest x_k is
// subtracted inside each exponential, so that logits far below others keep their precision.
function poolLogits(S: usize, K: i32, Np: i32, pool: i32, inverse: f32, bias: usize, L: usize): void {
  const row = <usize>Np << 2, vi = f32x4.splat(inverse), share = f32x4.splat(1 / <f32>K);
  const stop = S + row;
  for (let s = S; s < stop; s += 16) {
    let x = v128.load(s);
    if (K > 1) {
      const last = s + <usize>K * row;
      for (let t = s + row; t < last; t += row) x = f32x4.max(x, v128.load(t));
      if (pool == MAX) {
        let free = i32x4.splat(-1); // of equal scores, the first gets the whole gradient
        for (let t = s; t < last; t += row) {
          const hit = v128.and(f32x4.eq(v128.load(t), x), free);
          v128.store(t, v128.and(hit, f32x4.splat(1)));
          free = v128.andnot(free, hit);
        }
        x = f32x4.mul(x, vi);
      } else {
        let sum = f32x4.splat(0);
        for (let t = s; t < last; t += row) {
          const e = vexp(f32x4.mul(f32x4.sub(v128.load(t), x), vi));
          v128.store(t, e);
          sum = f32x4.add(sum, e);
        }
        const part = f32x4.div(f32x4.splat(1), sum);
        for (let t = s; t < last; t += row) v128.store(t, f32x4.mul(v128.load(t), part));
        x = f32x4.relaxed_madd(x, vi, vlog(f32x4.mul(sum, share)));
      }
    } else {
      x = f32x4.mul(x, vi);
    }
    const at = s - S;
    if (bias) x = f32x4.add(x, v128.load(bias + at));
    v128.store(L + at, x);
  }
}

// Σ over a row of Np numbers: in float32 over a segment, then in float64, so that long rows keep their precision.
function sumRow(L: usize, end: usize): f64 {
  let total: f64 = 0;
  for (let l = L; l < end; ) {
    const stop = min(end, l + 4096);
    let sums = f32x4.splat(0);
    for (; l < stop; l += 16) sums = f32x4.add(sums, v128.load(l));
    total += <f64>lanes(sums);
  }
  return total;
}

// Replaces one user's row of logits L by weight times the gradient of its loss. Returns weight times the loss.
function softmaxRow(
  L: usize, N: i32, Np: i32, weight: f32, smoothing: f32,
  targets: usize, amounts: usize, targetCount: i32, mask: usize, maskCount: i32,
): f64 {
  const end = L + (<usize>Np << 2), targetEnd = <usize>targetCount << 2, maskEnd = mask + (<usize>maskCount << 2);
  for (let i = L + (<usize>N << 2); i < end; i += 4) store<f32>(i, 0);
  let all: f64 = smoothing > 0 ? sumRow(L, end) : 0;
  let candidates = N;
  for (let m = mask; m < maskEnd; m += 4) {
    const at = L + (<usize>load<u32>(m) << 2), x = load<f32>(at);
    if (x == MASKED) continue;
    all -= <f64>x;
    candidates--;
    store<f32>(at, MASKED);
  }
  for (let i = L + (<usize>N << 2); i < end; i += 4) store<f32>(i, MASKED);

  let mass: f64 = 0, hit: f64 = 0;
  for (let t: usize = 0; t < targetEnd; t += 4) {
    const amount = <f64>load<f32>(amounts + t);
    mass += amount;
    hit += amount * <f64>load<f32>(L + (<usize>load<u32>(targets + t) << 2));
  }
  const sharp: f64 = 1 - <f64>smoothing, uniform: f64 = <f64>smoothing / <f64>max(1, candidates);
  mass = sharp * mass + <f64>smoothing;
  hit = sharp * hit + uniform * all;

  let top = v128.load(L);
  for (let l = L + 16; l < end; l += 16) top = f32x4.max(top, v128.load(l));
  const most = greatestLane(top), shift = f32x4.splat(most);
  for (let l = L; l < end; l += 16) v128.store(l, vexp(f32x4.sub(v128.load(l), shift)));
  const sum = sumRow(L, end);

  // The gradient: the total target mass times the softmax, minus the targets.
  const factor = f32x4.splat(<f32>(<f64>weight * mass / sum)), less = f32x4.splat(<f32>(<f64>weight * uniform));
  for (let l = L; l < end; l += 16) v128.store(l, f32x4.sub(f32x4.mul(v128.load(l), factor), less));
  for (let m = mask; m < maskEnd; m += 4) store<f32>(L + (<usize>load<u32>(m) << 2), 0);
  for (let i = L + (<usize>N << 2); i < end; i += 4) store<f32>(i, 0);
  for (let t: usize = 0; t < targetEnd; t += 4) {
    const at = L + (<usize>load<u32>(targets + t) << 2);
    store<f32>(at, load<f32>(at) - weight * <f32>sharp * load<f32>(amounts + t));
  }
  return <f64>weight * (mass * (<f64>most + Math.log(sum)) - hit);
}

// S[k,i] = share · L[i]/τ, the loss's gradient by each query's score; GB += L.
function scoreSlopes(S: usize, K: i32, Np: i32, inverse: f32, L: usize, GB: usize): void {
  const row = <usize>Np << 2, factor = f32x4.splat(inverse);
  for (let i: usize = 0; i < row; i += 16) {
    const slope = v128.load(L + i), scaled = f32x4.mul(slope, factor);
    v128.store(GB + i, f32x4.add(v128.load(GB + i), slope));
    for (let k = 0; k < K; k++) {
      const s = S + <usize>k * row + i;
      v128.store(s, K == 1 ? scaled : f32x4.mul(v128.load(s), scaled));
    }
  }
}

// Users b0 ≤ b < b1. Q [B·K,d], Z [N,d] and its panels, bias [Np] or 0. Writes GQ [B·K,d]; adds to the thread's own GZ [Np,d]
// and GB [Np]. S is scratch for [block·K + 3, Np] and L for [Np]; `weights` sum to 1; the loss is added to LOSS.
export function catalogueSoftmax(
  b0: i32, b1: i32, block: i32, K: i32, N: i32, d: i32, pool: i32, inverse: f32, smoothing: f32,
  Q: usize, Z: usize, panels: usize, bias: usize,
  targetOffsets: usize, targets: usize, amounts: usize, maskOffsets: usize, masks: usize, weights: usize,
  GQ: usize, GZ: usize, GB: usize, S: usize, L: usize, LOSS: usize,
): void {
  const Np = (N + 7) & ~7, width = <usize>d << 2, row = <usize>Np << 2;
  let loss: f64 = 0;
  for (let first = b0; first < b1; first += block) {
    const users = min(block, b1 - first), rows = users * K;
    const q = Q + <usize>(first * K) * width;
    scores(q, panels, S, rows, d, Np);
    for (let u = 0; u < users; u++) {
      const s = S + <usize>(u * K) * row, at = <usize>(first + u) << 2;
      poolLogits(s, K, Np, pool, inverse, bias, L);
      const t = load<u32>(targetOffsets + at), m = load<u32>(maskOffsets + at);
      loss += softmaxRow(
        L, N, Np, load<f32>(weights + at), smoothing,
        targets + (<usize>t << 2), amounts + (<usize>t << 2), load<u32>(targetOffsets + at, 4) - t,
        masks + (<usize>m << 2), load<u32>(maskOffsets + at, 4) - m,
      );
      scoreSlopes(s, K, Np, inverse, L, GB);
    }
    querySlopes(S, Z, GQ + <usize>(first * K) * width, rows, N, d, Np);
    itemSlopes(S, q, GZ, rows, d, Np);
  }
  store<f64>(LOSS, load<f64>(LOSS) + loss);
}
