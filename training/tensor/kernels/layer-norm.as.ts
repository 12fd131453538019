import { lanes } from './shared/simd.as';

// Layer normalization of rows begin ≤ r < end of d numbers (ops/layer-norm.ts). M[r] holds a row's mean and then
// 1/√(variance + 1e-5).

// Y[r] = gain ⊙ (X[r] − mean)/√(variance + 1e-5) + bias; fills M. The variance is computed from the centred numbers, which
// keeps its precision if the mean is far from 0.
export function layerNormForward(
  begin: i32, end: i32, X: usize, gain: usize, bias: usize, M: usize, Y: usize, d: i32,
): void {
  const width = <usize>d << 2, whole = width & ~15, share: f32 = 1 / <f32>d;
  for (let r = begin; r < end; r++) {
    const x = X + <usize>r * width, y = Y + <usize>r * width, m = M + (<usize>r << 3);
    let sums = f32x4.splat(0);
    let c: usize = 0;
    for (; c < whole; c += 16) sums = f32x4.add(sums, v128.load(x + c));
    let sum = lanes(sums);
    for (; c < width; c += 4) sum += load<f32>(x + c);
    const mean = sum * share, less = f32x4.splat(mean);

    sums = f32x4.splat(0);
    for (c = 0; c < whole; c += 16) {
      const centred = f32x4.sub(v128.load(x + c), less);
      sums = f32x4.relaxed_madd(centred, centred, sums);
    }
    sum = lanes(sums);
    for (; c < width; c += 4) { const centred = load<f32>(x + c) - mean; sum += centred * centred; }
    const inverse: f32 = 1 / sqrt<f32>(sum * share + 1e-5), factor = f32x4.splat(inverse);
    store<f32>(m, mean);
    store<f32>(m, inverse, 4);

    for (c = 0; c < whole; c += 16) {
      const n = f32x4.mul(f32x4.sub(v128.load(x + c), less), factor);
      v128.store(y + c, f32x4.relaxed_madd(n, v128.load(gain + c), v128.load(bias + c)));
    }
    for (; c < width; c += 4) {
      store<f32>(y + c, (load<f32>(x + c) - mean) * inverse * load<f32>(gain + c) + load<f32>(bias + c));
    }
  }
}

// GX[r] += (U − mean(U) − n·mean(U⊙n))/√(variance + 1e-5), U = D[r] ⊙ gain, n the normalized row.
export function layerNormBackward(
  begin: i32, end: i32, D: usize, X: usize, gain: usize, M: usize, GX: usize, d: i32,
): void {
  const width = <usize>d << 2, whole = width & ~15, share: f32 = 1 / <f32>d;
  for (let r = begin; r < end; r++) {
    const up = D + <usize>r * width, x = X + <usize>r * width, g = GX + <usize>r * width, m = M + (<usize>r << 3);
    const mean = load<f32>(m), inverse = load<f32>(m, 4);
    const less = f32x4.splat(mean), factor = f32x4.splat(inverse);
    let sums = f32x4.splat(0), dots = sums;
    let c: usize = 0;
    for (; c < whole; c += 16) {
      const u = f32x4.mul(v128.load(up + c), v128.load(gain + c));
      sums = f32x4.add(sums, u);
      dots = f32x4.relaxed_madd(u, f32x4.mul(f32x4.sub(v128.load(x + c), less), factor), dots);
    }
    let sum = lanes(sums), dot = lanes(dots);
    for (; c < width; c += 4) {
      const u = load<f32>(up + c) * load<f32>(gain + c);
      sum += u;
      dot += u * ((load<f32>(x + c) - mean) * inverse);
    }
    sum *= share;
    dot *= share;
    const centre = f32x4.splat(sum), along = f32x4.splat(dot);
    for (c = 0; c < whole; c += 16) {
      const u = f32x4.mul(v128.load(up + c), v128.load(gain + c));
      const n = f32x4.mul(f32x4.sub(v128.load(x + c), less), factor);
      const slope = f32x4.relaxed_nmadd(n, along, f32x4.sub(u, centre));
      v128.store(g + c, f32x4.relaxed_madd(slope, factor, v128.load(g + c)));
    }
    for (; c < width; c += 4) {
      const n = (load<f32>(x + c) - mean) * inverse, u = load<f32>(up + c) * load<f32>(gain + c);
      store<f32>(g + c, load<f32>(g + c) + (u - sum - n * dot) * inverse);
    }
  }
}

// gGain[c] += Σ_r D[r,c]·n[r,c] for columns begin ≤ c < end of `rows` rows, n the normalized numbers.
export function layerNormGain(begin: i32, end: i32, D: usize, X: usize, M: usize, rows: i32, d: i32, gGain: usize): void {
  const width = <usize>d << 2, from = <usize>begin << 2, to = <usize>end << 2, whole = from + ((to - from) & ~15);
  for (let r = 0; r < rows; r++) {
    const up = D + <usize>r * width, x = X + <usize>r * width, m = M + (<usize>r << 3);
    const mean = load<f32>(m), inverse = load<f32>(m, 4);
    const less = f32x4.splat(mean), factor = f32x4.splat(inverse);
    let c = from;
    for (; c < whole; c += 16) {
      const n = f32x4.mul(f32x4.sub(v128.load(x + c), less), factor);
      v128.store(gGain + c, f32x4.relaxed_madd(v128.load(up + c), n, v128.load(gGain + c)));
    }
    for (; c < to; c += 4) {
      store<f32>(gGain + c, load<f32>(gGain + c) + load<f32>(up + c) * ((load<f32>(x + c) - mean) * inverse));
    }
  }
}
