import { dotRow, sexp, vlog } from './simd.as';

// x[b] = U[b] · (P[b] − N[b]); LOSS = Σ_b ln(1 + e^{−x[b]})
export function bprForward(
  begin: i32, end: i32, U: usize, P: usize, N: usize, x: usize, d: i32, LOSS: usize,
): void {
  const width = <usize>d << 2;
  let loss: f64 = 0;
  for (let b = begin; b < end; b++) {
    const at = <usize>b * width;
    const margin = dotRow(U + at, P + at, width) - dotRow(U + at, N + at, width);
    store<f32>(x + (<usize>b << 2), margin);
    loss += <f64>max<f32>(-margin, 0) + <f64>f32x4.extract_lane(vlog(f32x4.splat(1 + sexp(-abs(margin)))), 0);
  }
  store<f64>(LOSS, loss);
}

// With g = −factor · σ(−x[b]): GU += g (P − N), GP += g U, GN −= g U; a gradient at 0 is not wanted.
export function bprBackward(
  begin: i32, end: i32,
  U: usize, P: usize, N: usize, x: usize, GU: usize, GP: usize, GN: usize, d: i32, factor: f32,
): void {
  const width = <usize>d << 2;
  for (let b = begin; b < end; b++) {
    const at = <usize>b * width;
    const g: f32 = -factor / (1 + sexp(load<f32>(x + (<usize>b << 2))));
    for (let c = at; c < at + width; c += 4) {
      const u = load<f32>(U + c), difference = load<f32>(P + c) - load<f32>(N + c);
      if (GU) store<f32>(GU + c, load<f32>(GU + c) + g * difference);
      if (GP) store<f32>(GP + c, load<f32>(GP + c) + g * u);
      if (GN) store<f32>(GN + c, load<f32>(GN + c) - g * u);
    }
  }
}
