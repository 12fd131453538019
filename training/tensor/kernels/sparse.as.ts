import { drawAt } from './shared/draw.as';

// @ts-ignore: decorator
@inline function put(y: usize, a: v128, factor: v128, accumulate: i32): void {
  v128.store(y, accumulate ? f32x4.relaxed_madd(a, factor, v128.load(y)) : f32x4.mul(a, factor));
}

// Y[r] (+)= factor · (base[r] + Σ_e values[e] · X[index[e]]) for rows begin ≤ r < end; base 0 means none; base may be Y.
export function spmm(
  begin: i32, end: i32,
  offsets: usize, index: usize, values: usize, X: usize, base: usize, Y: usize, d: i32, factor: f32, accumulate: i32,
): void {
  const width = <usize>d << 2, scale = f32x4.splat(factor);
  for (let r = begin; r < end; r++) {
    const at = offsets + (<usize>r << 2);
    const first = <usize>load<i32>(at) << 2, last = <usize>load<i32>(at, 4) << 2;
    const y = Y + <usize>r * width, b = base + <usize>r * width;
    let c: usize = 0;
    for (; c + 128 <= width; c += 128) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
      if (base) {
        const z = b + c;
        a0 = v128.load(z); a1 = v128.load(z, 16); a2 = v128.load(z, 32); a3 = v128.load(z, 48);
        a4 = v128.load(z, 64); a5 = v128.load(z, 80); a6 = v128.load(z, 96); a7 = v128.load(z, 112);
      }
      for (let e = first; e < last; e += 4) {
        const x = X + <usize>load<u32>(index + e) * width + c;
        const w = v128.load32_splat(values + e);
        a0 = f32x4.relaxed_madd(v128.load(x), w, a0);
        a1 = f32x4.relaxed_madd(v128.load(x, 16), w, a1);
        a2 = f32x4.relaxed_madd(v128.load(x, 32), w, a2);
        a3 = f32x4.relaxed_madd(v128.load(x, 48), w, a3);
        a4 = f32x4.relaxed_madd(v128.load(x, 64), w, a4);
        a5 = f32x4.relaxed_madd(v128.load(x, 80), w, a5);
        a6 = f32x4.relaxed_madd(v128.load(x, 96), w, a6);
        a7 = f32x4.relaxed_madd(v128.load(x, 112), w, a7);
      }
      const z = y + c;
      put(z, a0, scale, accumulate); put(z + 16, a1, scale, accumulate);
      put(z + 32, a2, scale, accumulate); put(z + 48, a3, scale, accumulate);
      put(z + 64, a4, scale, accumulate); put(z + 80, a5, scale, accumulate);
      put(z + 96, a6, scale, accumulate); put(z + 112, a7, scale, accumulate);
    }
    for (; c + 16 <= width; c += 16) {
      let a = base ? v128.load(b + c) : f32x4.splat(0);
      for (let e = first; e < last; e += 4) {
        const x = X + <usize>load<u32>(index + e) * width + c;
        a = f32x4.relaxed_madd(v128.load(x), v128.load32_splat(values + e), a);
      }
      put(y + c, a, scale, accumulate);
    }
    for (; c < width; c += 4) {
      let a: f32 = base ? load<f32>(b + c) : 0;
      for (let e = first; e < last; e += 4) {
        a += load<f32>(values + e) * load<f32>(X + <usize>load<u32>(index + e) * width + c);
      }
      store<f32>(y + c, a * factor + (accumulate ? load<f32>(y + c) : 0));
    }
  }
}

// T[e] = V[e] if edge e is kept, else 0, for entries begin ≤ e < end of a symmetric matrix. An edge is kept if the 24 random
// bits of the smaller of its two entries are below `bound`, so both directions agree.
export function dropEdges(begin: i32, end: i32, V: usize, mirror: usize, T: usize, seed: i32, bound: i32): void {
  const below = i32x4.splat(bound);
  let own = i32x4.add(i32x4.splat(begin), i32x4(0, 1, 2, 3));
  // The last vector may exceed the end: entries are padded to whole vectors.
  for (let e = begin; e < end; e += 4) {
    const at = <usize>e << 2, bits = drawAt(i32x4.min_s(own, v128.load(mirror + at)), seed);
    v128.store(T + at, v128.and(v128.load(V + at), i32x4.lt_s(bits, below)));
    own = i32x4.add(own, i32x4.splat(4));
  }
}
