// Random numbers by position: number n of a seed is the n-th element of a Weyl sequence, mixed by MurmurHash3's finalizer
// (Appleby, 2011), so it does not depend on the thread that computes it.

// 24 bits each, 0 … 2²⁴ − 1, at four positions.
// @ts-ignore: decorator
@inline export function drawAt(n: v128, seed: i32): v128 {
  let h = i32x4.add(i32x4.mul(n, i32x4.splat(0x9e3779b9)), i32x4.splat(seed));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 16)), i32x4.splat(0x85ebca6b));
  h = i32x4.mul(v128.xor(h, i32x4.shr_u(h, 13)), i32x4.splat(0xc2b2ae35));
  return i32x4.shr_u(v128.xor(h, i32x4.shr_u(h, 16)), 8);
}
