// Shared by kernels: sums of lanes, e^x, ln x, sine and cosine of four numbers, and loops over one row.

// @ts-ignore: decorator
@inline export function lanes(x: v128): f32 {
  return (f32x4.extract_lane(x, 0) + f32x4.extract_lane(x, 1)) + (f32x4.extract_lane(x, 2) + f32x4.extract_lane(x, 3));
}

// @ts-ignore: decorator
@inline export function greatestLane(x: v128): f32 {
  return max<f32>(
    max<f32>(f32x4.extract_lane(x, 0), f32x4.extract_lane(x, 1)),
    max<f32>(f32x4.extract_lane(x, 2), f32x4.extract_lane(x, 3)),
  );
}

// e^x, relative error below 3e-7; x is clamped to [-87, 88], where float32 has normal numbers.
// x = n ln 2 + f: 2^n by the exponent's bits times a polynomial for e^f, |f| <= ln(2)/2 (Cephes, expf).
// @ts-ignore: decorator
@inline export function vexp(x: v128): v128 {
  // Relaxed min and max differ from the exact ones for NaN only, which cost several instructions each on x86.
  x = f32x4.relaxed_max(f32x4.relaxed_min(x, f32x4.splat(88.0)), f32x4.splat(-87.0));
  const z = f32x4.mul(x, f32x4.splat(1.44269504));
  const n = f32x4.nearest(z);
  // Two-step range reduction (Cody & Waite) restores what rounding the product lost; without it e^80 is off by 4e-6.
  let f = f32x4.relaxed_nmadd(n, f32x4.splat(0.693359375), x);
  f = f32x4.relaxed_nmadd(n, f32x4.splat(-2.12194440e-4), f);
  let p = f32x4.splat(1.9875691500e-4);
  p = f32x4.relaxed_madd(p, f, f32x4.splat(1.3981999507e-3));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(8.3334519073e-3));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(4.1665795894e-2));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(1.6666665459e-1));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(5.0000001201e-1));
  p = f32x4.relaxed_madd(p, f32x4.mul(f, f), f32x4.add(f, f32x4.splat(1.0)));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.relaxed_trunc_f32x4_s(n), i32x4.splat(127)), 23));
}

// @ts-ignore: decorator
@inline export function sexp(x: f32): f32 {
  return f32x4.extract_lane(vexp(f32x4.splat(x)), 0);
}

// ln x of positive normal numbers (Cephes, logf): mantissa in [sqrt(1/2), sqrt(2)), exponent by its bits.
// @ts-ignore: decorator
@inline export function vlog(x: v128): v128 {
  let e = i32x4.sub(i32x4.shr_u(x, 23), i32x4.splat(126));
  let m = v128.or(v128.and(x, i32x4.splat(0x007fffff)), i32x4.splat(0x3f000000));
  const small = f32x4.lt(m, f32x4.splat(0.707106781186547524));
  e = i32x4.add(e, small);
  m = f32x4.sub(f32x4.add(m, v128.and(m, small)), f32x4.splat(1.0));
  const n = f32x4.convert_i32x4_s(e), z = f32x4.mul(m, m);
  let p = f32x4.splat(7.0376836292e-2);
  p = f32x4.relaxed_madd(p, m, f32x4.splat(-1.1514610310e-1));
  p = f32x4.relaxed_madd(p, m, f32x4.splat(1.1676998740e-1));
  p = f32x4.relaxed_madd(p, m, f32x4.splat(-1.2420140846e-1));
  p = f32x4.relaxed_madd(p, m, f32x4.splat(1.4249322787e-1));
  p = f32x4.relaxed_madd(p, m, f32x4.splat(-1.6668057665e-1));
  p = f32x4.relaxed_madd(p, m, f32x4.splat(2.0000714765e-1));
  p = f32x4.relaxed_madd(p, m, f32x4.splat(-2.4999993993e-1));
  p = f32x4.relaxed_madd(p, m, f32x4.splat(3.3333331174e-1));
  p = f32x4.mul(f32x4.mul(p, m), z);
  p = f32x4.relaxed_madd(n, f32x4.splat(-2.12194440e-4), p);
  p = f32x4.relaxed_nmadd(z, f32x4.splat(0.5), p);
  return f32x4.relaxed_madd(n, f32x4.splat(0.693359375), f32x4.add(m, p));
}

// sin 2πu and cos 2πu of 0 <= u < 1: the nearest quarter turn, and polynomials for the rest (Cephes, sinf and cosf).
// @ts-ignore: decorator
@inline export function vsin(u: v128): v128 {
  const quarters = f32x4.nearest(f32x4.mul(u, f32x4.splat(4)));
  return turned(u, quarters, i32x4.trunc_sat_f32x4_s(quarters));
}

// @ts-ignore: decorator
@inline export function vcos(u: v128): v128 {
  const quarters = f32x4.nearest(f32x4.mul(u, f32x4.splat(4)));
  return turned(u, quarters, i32x4.add(i32x4.trunc_sat_f32x4_s(quarters), i32x4.splat(1)));
}

// sin of u's distance to its nearest quarter turn, plus k quarter turns.
// @ts-ignore: decorator
@inline function turned(u: v128, quarters: v128, k: v128): v128 {
  const x = f32x4.mul(f32x4.sub(f32x4.mul(u, f32x4.splat(4)), quarters), f32x4.splat(1.57079632679));
  const z = f32x4.mul(x, x);
  let s = f32x4.splat(-1.9515295891e-4);
  s = f32x4.relaxed_madd(s, z, f32x4.splat(8.3321608736e-3));
  s = f32x4.relaxed_madd(s, z, f32x4.splat(-1.6666654611e-1));
  s = f32x4.relaxed_madd(f32x4.mul(s, z), x, x);
  let c = f32x4.splat(2.443315711809948e-5);
  c = f32x4.relaxed_madd(c, z, f32x4.splat(-1.388731625493765e-3));
  c = f32x4.relaxed_madd(c, z, f32x4.splat(4.166664568298827e-2));
  c = f32x4.relaxed_madd(f32x4.mul(c, z), z, f32x4.relaxed_nmadd(z, f32x4.splat(0.5), f32x4.splat(1)));
  const odd = i32x4.ne(v128.and(k, i32x4.splat(1)), i32x4.splat(0));
  const value = v128.bitselect(c, s, odd);
  return v128.xor(value, i32x4.shl(i32x4.shr_u(k, 1), 31));
}

// a · b over `width` bytes.
// @ts-ignore: decorator
@inline export function dotRow(a: usize, b: usize, width: usize): f32 {
  let sum = f32x4.splat(0);
  let c: usize = 0;
  for (; c + 16 <= width; c += 16) sum = f32x4.relaxed_madd(v128.load(a + c), v128.load(b + c), sum);
  let total = lanes(sum);
  for (; c < width; c += 4) total += load<f32>(a + c) * load<f32>(b + c);
  return total;
}

// y += w · x over `width` bytes.
// @ts-ignore: decorator
@inline export function axpyRow(y: usize, x: usize, w: f32, width: usize): void {
  const factor = f32x4.splat(w);
  let c: usize = 0;
  for (; c + 16 <= width; c += 16) v128.store(y + c, f32x4.relaxed_madd(v128.load(x + c), factor, v128.load(y + c)));
  for (; c < width; c += 4) store<f32>(y + c, load<f32>(y + c) + w * load<f32>(x + c));
}
