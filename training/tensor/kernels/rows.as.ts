import { axpyRow, dotRow } from './shared/simd.as';

// Loops over rows begin ≤ r < end of d numbers.

// Y[m] = X[index[m]]
export function gatherRows(begin: i32, end: i32, X: usize, index: usize, Y: usize, d: i32): void {
  const width = <usize>d << 2;
  for (let m = begin; m < end; m++) {
    memory.copy(Y + <usize>m * width, X + <usize>load<u32>(index + (<usize>m << 2)) * width, width);
  }
}

// G[index[m]] += Y[m] for the rows r of G in begin ≤ r < end: each thread reads the whole index, so the order of sums is fixed.
export function scatterRows(
  begin: i32, end: i32, G: usize, index: usize, Y: usize, count: i32, d: i32,
): void {
  const width = <usize>d << 2;
  for (let m = 0; m < count; m++) {
    const r = load<i32>(index + (<usize>m << 2));
    if (r >= begin && r < end) axpyRow(G + <usize>r * width, Y + <usize>m * width, 1, width);
  }
}

// Y[r] (+)= X[r] · w[r]
export function scaleRows(
  begin: i32, end: i32, X: usize, w: usize, Y: usize, d: i32, accumulate: i32,
): void {
  const width = <usize>d << 2;
  for (let r = begin; r < end; r++) {
    const factor = load<f32>(w + (<usize>r << 2));
    const y = Y + <usize>r * width;
    if (!accumulate) memory.fill(y, 0, width);
    axpyRow(y, X + <usize>r * width, factor, width);
  }
}

// w[r] += X[r] · Y[r]
export function rowDots(begin: i32, end: i32, X: usize, Y: usize, w: usize, d: i32): void {
  const width = <usize>d << 2;
  for (let r = begin; r < end; r++) {
    const to = w + (<usize>r << 2);
    store<f32>(to, load<f32>(to) + dotRow(X + <usize>r * width, Y + <usize>r * width, width));
  }
}

// Y[r] = X[r] · inverse[r], inverse[r] = 1/√(|X[r]|² + 1e-12)
export function normalizeForward(
  begin: i32, end: i32, X: usize, Y: usize, inverse: usize, d: i32,
): void {
  const width = <usize>d << 2;
  for (let r = begin; r < end; r++) {
    const x = X + <usize>r * width, y = Y + <usize>r * width;
    const factor: f32 = 1 / sqrt<f32>(dotRow(x, x, width) + 1e-12);
    store<f32>(inverse + (<usize>r << 2), factor);
    memory.fill(y, 0, width);
    axpyRow(y, x, factor, width);
  }
}

// G[r] += (D[r] − (D[r]·Y[r]) Y[r]) · inverse[r]
export function normalizeBackward(
  begin: i32, end: i32, D: usize, Y: usize, inverse: usize, G: usize, d: i32,
): void {
  const width = <usize>d << 2;
  for (let r = begin; r < end; r++) {
    const y = Y + <usize>r * width, up = D + <usize>r * width, g = G + <usize>r * width;
    const factor = load<f32>(inverse + (<usize>r << 2));
    axpyRow(g, up, factor, width);
    axpyRow(g, y, -factor * dotRow(up, y, width), width);
  }
}

// Y[r] = X[r] + b
export function addToRows(begin: i32, end: i32, X: usize, b: usize, Y: usize, d: i32): void {
  const width = <usize>d << 2;
  for (let r = begin; r < end; r++) {
    const y = Y + <usize>r * width;
    memory.copy(y, X + <usize>r * width, width);
    axpyRow(y, b, 1, width);
  }
}

// g[c] += Σ_r X[r,c] for columns begin ≤ c < end of `rows` rows of d numbers.
export function columnSums(begin: i32, end: i32, X: usize, rows: i32, d: i32, g: usize): void {
  const from = <usize>begin << 2, wide = <usize>(end - begin) << 2, width = <usize>d << 2;
  for (let r = 0; r < rows; r++) axpyRow(g + from, X + <usize>r * width + from, 1, wide);
}
