import { axpyRow, dotRow } from './shared/simd.as';

// One propagation whose edge weights are computed from the nodes' keys (ops/adaptive-spmm.ts), over rows begin ≤ r < end of a
// graph whose rows are a subset of its columns: row r is column N[r], or r itself if N is 0. K holds unit keys of k numbers,
// X the propagated rows of d numbers.

// @ts-ignore: decorator
@inline function columnOf(N: usize, r: i32): usize {
  return N ? <usize>load<u32>(N + (<usize>r << 2)) : <usize>r;
}

// w = (K[N[r]]·K[c] + 1)/2, P[e] = w/Σ_row w, S[r] = 1/Σ_row w, Y[r] = Σ_e P[e]·X[c].
export function adaptiveForward(
  begin: i32, end: i32, offsets: usize, index: usize, N: usize, K: usize, k: i32, X: usize, d: i32, P: usize, S: usize,
  Y: usize,
): void {
  const keys = <usize>k << 2, width = <usize>d << 2;
  for (let r = begin; r < end; r++) {
    const at = offsets + (<usize>r << 2);
    const first = <usize>load<i32>(at) << 2, last = <usize>load<i32>(at, 4) << 2;
    const own = K + columnOf(N, r) * keys, y = Y + <usize>r * width;
    let sum: f32 = 0;
    for (let e = first; e < last; e += 4) {
      const w: f32 = 0.5 * dotRow(own, K + <usize>load<u32>(index + e) * keys, keys) + 0.5;
      store<f32>(P + e, w);
      sum += w;
    }
    // A node without edges, or with only opposite neighbours, gets zeros.
    const inverse: f32 = sum > 1e-12 ? 1 / sum : 0;
    store<f32>(S + (<usize>r << 2), inverse);
    memory.fill(y, 0, width);
    for (let e = first; e < last; e += 4) {
      const p = load<f32>(P + e) * inverse;
      store<f32>(P + e, p);
      axpyRow(y, X + <usize>load<u32>(index + e) * width, p, width);
    }
  }
}

// W[e] = ½·(D[r]·X[c] − D[r]·Y[r])·S[r], the gradient of K[N[r]]·K[c]; GK[N[r]] += Σ_e W[e]·K[c].
export function adaptiveSlopes(
  begin: i32, end: i32, offsets: usize, index: usize, N: usize, K: usize, k: i32, X: usize, d: i32, S: usize, Y: usize,
  D: usize, W: usize, GK: usize,
): void {
  const keys = <usize>k << 2, width = <usize>d << 2;
  for (let r = begin; r < end; r++) {
    const at = offsets + (<usize>r << 2);
    const first = <usize>load<i32>(at) << 2, last = <usize>load<i32>(at, 4) << 2;
    const up = D + <usize>r * width, g = GK + columnOf(N, r) * keys;
    const centre = dotRow(up, Y + <usize>r * width, width), half: f32 = 0.5 * load<f32>(S + (<usize>r << 2));
    for (let e = first; e < last; e += 4) {
      const c = <usize>load<u32>(index + e);
      const slope = (dotRow(up, X + c * width, width) - centre) * half;
      store<f32>(W + e, slope);
      axpyRow(g, K + c * keys, slope, keys);
    }
  }
}

// The gradients of columns begin ≤ c < end from the rows in which they are neighbours, over the transpose; `mirror` holds the
// position of each of its entries in P and W: GX[c] += P[mirror]·D[r], GK[c] += W[mirror]·K[N[r]].
export function adaptiveMirror(
  begin: i32, end: i32, offsets: usize, index: usize, mirror: usize, N: usize, K: usize, k: i32, d: i32, P: usize, W: usize,
  D: usize, GX: usize, GK: usize,
): void {
  const keys = <usize>k << 2, width = <usize>d << 2;
  for (let c = begin; c < end; c++) {
    const at = offsets + (<usize>c << 2);
    const first = <usize>load<i32>(at) << 2, last = <usize>load<i32>(at, 4) << 2;
    const gx = GX + <usize>c * width, gk = GK + <usize>c * keys;
    for (let e = first; e < last; e += 4) {
      const r = load<i32>(index + e), m = <usize>load<u32>(mirror + e) << 2;
      axpyRow(gx, D + <usize>r * width, load<f32>(P + m), width);
      axpyRow(gk, K + columnOf(N, r) * keys, load<f32>(W + m), keys);
    }
  }
}
