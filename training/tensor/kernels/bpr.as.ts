import { axpyRow, dotRow, sexp, vlog } from './shared/simd.as';

// Triples b of rows of X: user U[b], positive P[b], negative N[b].

// @ts-ignore: decorator
@inline function rowOf(X: usize, index: usize, b: i32, width: usize): usize {
  return X + <usize>load<u32>(index + (<usize>b << 2)) * width;
}

// G[b] = σ(−x), x = X[U[b]] · (X[P[b]] − X[N[b]]), for begin ≤ b < end; LOSS = Σ_b ln(1 + e^{−x}).
export function bprForward(
  begin: i32, end: i32, X: usize, U: usize, P: usize, N: usize, G: usize, d: i32, LOSS: usize,
): void {
  const width = <usize>d << 2;
  let loss: f64 = 0;
  for (let b = begin; b < end; b++) {
    const u = rowOf(X, U, b, width);
    const x = dotRow(u, rowOf(X, P, b, width), width) - dotRow(u, rowOf(X, N, b, width), width);
    store<f32>(G + (<usize>b << 2), 1 / (1 + sexp(x)));
    loss += <f64>max<f32>(-x, 0) + <f64>f32x4.extract_lane(vlog(f32x4.splat(1 + sexp(-abs(x)))), 0);
  }
  store<f64>(LOSS, loss);
}

// With g = factor · G[b]: D[U[b]] += g (X[N[b]] − X[P[b]]), D[P[b]] −= g X[U[b]], D[N[b]] += g X[U[b]], for the rows of D
// in begin ≤ r < end: each thread reads all triples, so the order of sums is fixed.
export function bprBackward(
  begin: i32, end: i32,
  X: usize, U: usize, P: usize, N: usize, G: usize, D: usize, count: i32, d: i32, factor: f32,
): void {
  const width = <usize>d << 2, from = X + <usize>begin * width, to = X + <usize>end * width, shift = D - X;
  for (let b = 0; b < count; b++) {
    const u = rowOf(X, U, b, width), p = rowOf(X, P, b, width), n = rowOf(X, N, b, width);
    const g = factor * load<f32>(G + (<usize>b << 2));
    if (u >= from && u < to) { axpyRow(u + shift, n, g, width); axpyRow(u + shift, p, -g, width); }
    if (p >= from && p < to) axpyRow(p + shift, u, -g, width);
    if (n >= from && n < to) axpyRow(n + shift, u, g, width);
  }
}
