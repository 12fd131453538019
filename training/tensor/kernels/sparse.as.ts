// Y[r] = factor · (base[r] + Σ_e values[e] · X[index[e]]) for rows begin ≤ r < end; base 0: none; base may be Y.
export function spmm(
  begin: i32, end: i32,
  offsets: usize, index: usize, values: usize, X: usize, base: usize, Y: usize, d: i32, factor: f32,
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
      v128.store(z, f32x4.mul(a0, scale)); v128.store(z, f32x4.mul(a1, scale), 16);
      v128.store(z, f32x4.mul(a2, scale), 32); v128.store(z, f32x4.mul(a3, scale), 48);
      v128.store(z, f32x4.mul(a4, scale), 64); v128.store(z, f32x4.mul(a5, scale), 80);
      v128.store(z, f32x4.mul(a6, scale), 96); v128.store(z, f32x4.mul(a7, scale), 112);
    }
    for (; c + 16 <= width; c += 16) {
      let a = base ? v128.load(b + c) : f32x4.splat(0);
      for (let e = first; e < last; e += 4) {
        const x = X + <usize>load<u32>(index + e) * width + c;
        a = f32x4.relaxed_madd(v128.load(x), v128.load32_splat(values + e), a);
      }
      v128.store(y + c, f32x4.mul(a, scale));
    }
    for (; c < width; c += 4) {
      let a: f32 = base ? load<f32>(b + c) : 0;
      for (let e = first; e < last; e += 4) {
        a += load<f32>(values + e) * load<f32>(X + <usize>load<u32>(index + e) * width + c);
      }
      store<f32>(y + c, a * factor);
    }
  }
}
