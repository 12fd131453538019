import { drawAt } from './shared/draw.as';
import { lanes, vcos, vlog, vsin } from './shared/simd.as';

// drawAt for the four positions from n on.
// @ts-ignore: decorator
@inline function draw(n: i32, seed: i32): v128 {
  return drawAt(i32x4.add(i32x4.splat(n), i32x4(0, 1, 2, 3)), seed);
}

const STEP: f32 = 5.9604645e-8; // 2⁻²⁴

// X[n] = mean + deviation·N(0,1) for begin ≤ n < end (Box & Muller, 1958): vectors 2k and 2k + 1 are a pair. Ranges end at
// multiples of 8; the last range may exceed the requested numbers.
export function gaussian(begin: i32, end: i32, X: usize, seed: i32, mean: f32, deviation: f32): void {
  const step = f32x4.splat(STEP), centre = f32x4.splat(mean);
  for (let n = begin; n < end; n += 8) {
    // In (0, 1], whose logarithm is finite.
    const u = f32x4.mul(f32x4.convert_i32x4_s(i32x4.add(draw(n, seed), i32x4.splat(1))), step);
    const turn = f32x4.mul(f32x4.convert_i32x4_s(draw(n + 4, seed)), step);
    const length = f32x4.mul(f32x4.splat(deviation), f32x4.sqrt(f32x4.mul(f32x4.splat(-2), vlog(u))));
    const at = X + (<usize>n << 2);
    v128.store(at, f32x4.relaxed_madd(length, vcos(turn), centre));
    v128.store(at, f32x4.relaxed_madd(length, vsin(turn), centre), 16);
  }
}

// Y[r] = size·sign(E[r])⊙x/‖x‖, x ~ U(0,1)^d, for rows begin ≤ r < end; d is a multiple of 4.
export function orthantNoise(begin: i32, end: i32, E: usize, Y: usize, d: i32, seed: i32, size: f32): void {
  const width = <usize>d << 2, signs = i32x4.splat(0x80000000), step = f32x4.splat(STEP);
  for (let r = begin; r < end; r++) {
    const e = E + <usize>r * width, y = Y + <usize>r * width;
    let squares = f32x4.splat(0);
    for (let c = 0; c < d; c += 4) {
      const x = f32x4.mul(f32x4.convert_i32x4_s(draw(r * d + c, seed)), step);
      squares = f32x4.relaxed_madd(x, x, squares);
      v128.store(y + (<usize>c << 2), x);
    }
    const factor = f32x4.splat(size / sqrt<f32>(lanes(squares) + 1e-12));
    for (let c: usize = 0; c < width; c += 16) {
      const x = f32x4.mul(v128.load(y + c), factor), own = v128.load(e + c);
      const signed = v128.or(x, v128.and(own, signs));
      v128.store(y + c, v128.andnot(signed, f32x4.eq(own, f32x4.splat(0))));
    }
  }
}
