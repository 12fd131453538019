import { greatestLane, lanes, sexp, vexp } from './shared/simd.as';

// Softmax along rows begin ≤ r < end of d numbers.

// Y[r] = e^{X[r] − max} / Σ; Y may be X.
export function softmaxForward(begin: i32, end: i32, X: usize, Y: usize, d: i32): void {
  const width = <usize>d << 2, whole = width & ~15;
  for (let r = begin; r < end; r++) {
    const x = X + <usize>r * width, y = Y + <usize>r * width;
    let most: f32 = -3e38, sum: f32 = 0;
    let c: usize = 0;
    if (whole) {
      let top = v128.load(x);
      for (; c < whole; c += 16) top = f32x4.relaxed_max(top, v128.load(x + c));
      most = greatestLane(top);
    }
    for (; c < width; c += 4) most = max(most, load<f32>(x + c));
    const shift = f32x4.splat(most);
    let sums = f32x4.splat(0);
    for (c = 0; c < whole; c += 16) {
      const e = vexp(f32x4.sub(v128.load(x + c), shift));
      v128.store(y + c, e);
      sums = f32x4.add(sums, e);
    }
    sum = lanes(sums);
    for (; c < width; c += 4) {
      const e = sexp(load<f32>(x + c) - most);
      store<f32>(y + c, e);
      sum += e;
    }
    const share: f32 = 1 / sum;
    const factor = f32x4.splat(share);
    for (c = 0; c < whole; c += 16) v128.store(y + c, f32x4.mul(v128.load(y + c), factor));
    for (; c < width; c += 4) store<f32>(y + c, load<f32>(y + c) * share);
  }
}

// G[r] (+)= Y[r] ⊙ (D[r] − D[r]·Y[r]); without `accumulate` G may be D.
export function softmaxBackward(begin: i32, end: i32, D: usize, Y: usize, G: usize, d: i32, accumulate: i32): void {
  const width = <usize>d << 2, whole = width & ~15;
  for (let r = begin; r < end; r++) {
    const up = D + <usize>r * width, y = Y + <usize>r * width, g = G + <usize>r * width;
    let sums = f32x4.splat(0);
    let c: usize = 0;
    for (; c < whole; c += 16) sums = f32x4.relaxed_madd(v128.load(up + c), v128.load(y + c), sums);
    let dot = lanes(sums);
    for (; c < width; c += 4) dot += load<f32>(up + c) * load<f32>(y + c);
    const centre = f32x4.splat(dot);
    for (c = 0; c < whole; c += 16) {
      const slope = f32x4.mul(v128.load(y + c), f32x4.sub(v128.load(up + c), centre));
      v128.store(g + c, accumulate ? f32x4.add(v128.load(g + c), slope) : slope);
    }
    for (; c < width; c += 4) {
      const slope = load<f32>(y + c) * (load<f32>(up + c) - dot);
      store<f32>(g + c, accumulate ? load<f32>(g + c) + slope : slope);
    }
  }
}
