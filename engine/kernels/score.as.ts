// Scores K float32 queries against an int8 table. No relaxed SIMD, which Safari lacks. No runtime:
// the host places all data in the module's memory, from `base` on.

export function base(): usize {
  return (__heap_base + 15) & ~15;
}

// Returns [Σ a, Σ b, Σ c, Σ d], each summed over its lanes.
// @ts-ignore: decorator
@inline function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 1, 4, 5), v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
}

// x[i,k] = scale[i] · (table[i,:] · queries[k,:]) for k < padded, then by `mode`:
//   0  out[i, 0…padded−1] = x[i,:]
//   1  out[i] = max of x[i,k] over k < count
//   2  out[i] = mean of x[i,k] over k < count
// dim is a multiple of 4. `queries` has `padded` rows, a multiple of 4: the host repeats the first
// row. `row` has space for `padded` floats.
export function score(
  table: usize, scale: usize, rows: i32, dim: i32,
  queries: usize, count: i32, padded: i32, mode: i32, out: usize, row: usize,
): void {
  const width: usize = <usize>dim << 2;
  const even = dim & ~7;
  for (let i = 0; i < rows; i++) {
    const factor = v128.load32_splat(scale);
    const to = mode == 0 ? out : row;
    for (let k = 0; k < padded; k += 4) {
      let q = queries + <usize>k * width;
      let t = table;
      let a = f32x4.splat(0), b = a, c = a, d = a;
      const stop = table + <usize>even;
      while (t < stop) {
        const words = v128.load8x8_s(t);
        const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words));
        const high = f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(words));
        const q1 = q + width, q2 = q1 + width, q3 = q2 + width;
        a = f32x4.add(a, f32x4.add(
          f32x4.mul(low, v128.load(q)),
          f32x4.mul(high, v128.load(q, 16)),
        ));
        b = f32x4.add(b, f32x4.add(
          f32x4.mul(low, v128.load(q1)),
          f32x4.mul(high, v128.load(q1, 16)),
        ));
        c = f32x4.add(c, f32x4.add(
          f32x4.mul(low, v128.load(q2)),
          f32x4.mul(high, v128.load(q2, 16)),
        ));
        d = f32x4.add(d, f32x4.add(
          f32x4.mul(low, v128.load(q3)),
          f32x4.mul(high, v128.load(q3, 16)),
        ));
        t += 8;
        q += 32;
      }
      if (even != dim) {
        const words = i16x8.extend_low_i8x16_s(v128.load32_zero(t));
        const low = f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(words));
        a = f32x4.add(a, f32x4.mul(low, v128.load(q)));
        b = f32x4.add(b, f32x4.mul(low, v128.load(q + width)));
        c = f32x4.add(c, f32x4.mul(low, v128.load(q + 2 * width)));
        d = f32x4.add(d, f32x4.mul(low, v128.load(q + 3 * width)));
      }
      v128.store(to + (<usize>k << 2), f32x4.mul(sums(a, b, c, d), factor));
    }
    if (mode == 0) {
      out += <usize>padded << 2;
    } else {
      let pooled = load<f32>(row);
      for (let k = 1; k < count; k++) {
        const x = load<f32>(row + (<usize>k << 2));
        pooled = mode == 1 ? max<f32>(pooled, x) : pooled + x;
      }
      store<f32>(out, mode == 1 ? pooled : pooled / <f32>count);
      out += 4;
    }
    table += dim;
    scale += 4;
  }
}
