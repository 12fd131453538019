import { itemSlopes, querySlopes, scores } from './shared/blocks.as';
import { axpyRow, dotRow, greatestLane, lanes, vexp } from './shared/simd.as';

// InfoNCE of unit rows (ops/info-nce.ts). Each block of 32 anchors is processed completely (cosines, loss, both gradients), so
// its cosines S [32, Np] stay in the cache. Np is N rounded up to a multiple of 8. Unlike the softmax over a catalogue it
// has no pooling, masks, smoothing or bias, so it passes over a cosine three times instead of ten.

const ROWS: i32 = 32;

// The largest of N cosines; sets the padding up to Np to the smallest cosine, −1.
function greatest(S: usize, N: i32, Np: i32): f32 {
  const end = S + (<usize>Np << 2);
  for (let s = S + (<usize>N << 2); s < end; s += 4) store<f32>(s, -1);
  let top = v128.load(S);
  for (let s = S + 16; s < end; s += 16) top = f32x4.relaxed_max(top, v128.load(s));
  return greatestLane(top);
}

// S[i] = e^{(S[i] − most)/τ}, zero beyond N. Returns the sum.
function exponentials(S: usize, N: i32, Np: i32, most: f32, inverse: f32): f64 {
  const end = S + (<usize>Np << 2);
  const shift = f32x4.splat(most), factor = f32x4.splat(inverse);
  let total: f64 = 0;
  for (let s = S; s < end; ) {
    // In float32 over a segment, then in float64, so that long rows keep their precision.
    const stop = min(end, s + 4096);
    let sums = f32x4.splat(0);
    for (; s < stop; s += 16) {
      const e = vexp(f32x4.mul(f32x4.sub(v128.load(s), shift), factor));
      v128.store(s, e);
      sums = f32x4.add(sums, e);
    }
    total += <f64>lanes(sums);
  }
  for (let s = S + (<usize>N << 2); s < end; s += 4) {
    total -= <f64>load<f32>(s);
    store<f32>(s, 0);
  }
  return total;
}

// Anchors b0 ≤ b < b1 of Q [B,d]; the positive of anchor b is row b of Z [N,d]; `panels` are Z's. Writes GQ [B,d] and adds to
// the thread's own GZ [Np,d], both times `weight`. S is scratch for [32, Np], T for [32,d] and 32 more numbers; adds weight
// times the loss to LOSS.
export function infoNce(
  b0: i32, b1: i32, N: i32, d: i32, inverse: f32, weight: f32,
  Q: usize, Z: usize, panels: usize, GQ: usize, GZ: usize, S: usize, T: usize, LOSS: usize,
): void {
  const Np = (N + 7) & ~7, width = <usize>d << 2, row = <usize>Np << 2, pull = weight * inverse;
  const factors = T + <usize>ROWS * width;
  let loss: f64 = 0;
  for (let first = b0; first < b1; first += ROWS) {
    const rows = min(ROWS, b1 - first);
    const q = Q + <usize>first * width, z = Z + <usize>first * width, g = GQ + <usize>first * width;
    scores(q, panels, S, rows, d, Np);
    // Rows of exponentials are not scaled by their factor, weight/(τ·sum): scaled copies of the anchors apply it to the candidates.
    memory.fill(T, 0, <usize>rows * width);
    for (let r = 0; r < rows; r++) {
      const s = S + <usize>r * row, at = <usize>r * width;
      const most = greatest(s, N, Np), sum = exponentials(s, N, Np, most, inverse);
      const factor = <f32>(<f64>pull / sum);
      store<f32>(factors + (<usize>r << 2), factor);
      axpyRow(T + at, q + at, factor, width);
      loss += <f64>inverse * <f64>(most - dotRow(q + at, z + at, width)) + Math.log(sum);
    }
    querySlopes(S, Z, g, rows, N, d, Np);
    itemSlopes(S, T, GZ, rows, d, Np);
    for (let r = 0; r < rows; r++) {
      const at = <usize>r * width, factor = load<f32>(factors + (<usize>r << 2));
      for (let c = g + at; c < g + at + width; c += 4) store<f32>(c, load<f32>(c) * factor);
      axpyRow(g + at, z + at, -pull, width);
      axpyRow(GZ + <usize>first * width + at, q + at, -pull, width);
    }
  }
  store<f64>(LOSS, load<f64>(LOSS) + <f64>weight * loss);
}
