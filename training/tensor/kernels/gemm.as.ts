// C[m×n] (+)= alpha · op(A)[m×k] · op(B)[k×n], row-major with leading dimensions, any m, n, k.
// Packed in blocks of KC, so that panels stay in the caches; register tile 4 × 8.
const KC: i32 = 256;
const NC: i32 = 512;

// @ts-ignore: decorator
@inline function at(p: usize, i: usize): usize { return p + (i << 2); }

/** BP[j/8][k][8]: panels of eight columns of op(B)[k0.., j0..], zero-padded. */
function packB(B: usize, ldb: i32, tb: bool, k0: i32, kc: i32, j0: i32, nc: i32, BP: usize): void {
  let p = BP;
  for (let j = 0; j < nc; j += 8) {
    const w = min(8, nc - j);
    if (!tb && w == 8) {
      for (let k = 0; k < kc; k++) {
        const s = at(B, <usize>(k0 + k) * <usize>ldb + <usize>(j0 + j));
        v128.store(p, v128.load(s)); v128.store(p, v128.load(s, 16), 16);
        p += 32;
      }
    } else if (tb) {
      for (let c = 0; c < 8; c++) {
        let q = p + (<usize>c << 2);
        if (c < w) {
          let s = at(B, <usize>(j0 + j + c) * <usize>ldb + <usize>k0);
          for (let k = 0; k < kc; k++) { store<f32>(q, load<f32>(s)); q += 32; s += 4; }
        } else for (let k = 0; k < kc; k++) { store<f32>(q, 0); q += 32; }
      }
      p += <usize>kc << 5;
    } else {
      for (let k = 0; k < kc; k++) {
        const s = at(B, <usize>(k0 + k) * <usize>ldb + <usize>(j0 + j));
        for (let c = 0; c < 8; c++) store<f32>(p + (<usize>c << 2), c < w ? load<f32>(s + (<usize>c << 2)) : 0);
        p += 32;
      }
    }
  }
}

/** AP[k][4]: four rows of op(A)[i0.., k0..], times alpha, zero-padded. */
function packA(A: usize, lda: i32, ta: bool, i0: i32, h: i32, k0: i32, kc: i32, alpha: f32, AP: usize): void {
  for (let r = 0; r < 4; r++) {
    let q = AP + (<usize>r << 2);
    if (r < h) {
      if (ta) {
        let s = at(A, <usize>k0 * <usize>lda + <usize>(i0 + r));
        const step = <usize>lda << 2;
        for (let k = 0; k < kc; k++) { store<f32>(q, alpha * load<f32>(s)); q += 16; s += step; }
      } else {
        let s = at(A, <usize>(i0 + r) * <usize>lda + <usize>k0);
        for (let k = 0; k < kc; k++) { store<f32>(q, alpha * load<f32>(s)); q += 16; s += 4; }
      }
    } else for (let k = 0; k < kc; k++) { store<f32>(q, 0); q += 16; }
  }
}

/** C tile [h ≤ 4][w ≤ 8] += AP · BP panel over kc. */
// @ts-ignore: decorator
@inline function tile(AP: usize, BP: usize, kc: i32, C: usize, ldc: usize, h: i32, w: i32, T: usize): void {
  let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
  let a = AP, b = BP;
  const e = AP + (<usize>kc << 4);
  while (a < e) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    let x = v128.load32_splat(a); c00 = f32x4.relaxed_madd(x, b0, c00); c01 = f32x4.relaxed_madd(x, b1, c01);
    x = v128.load32_splat(a, 4); c10 = f32x4.relaxed_madd(x, b0, c10); c11 = f32x4.relaxed_madd(x, b1, c11);
    x = v128.load32_splat(a, 8); c20 = f32x4.relaxed_madd(x, b0, c20); c21 = f32x4.relaxed_madd(x, b1, c21);
    x = v128.load32_splat(a, 12); c30 = f32x4.relaxed_madd(x, b0, c30); c31 = f32x4.relaxed_madd(x, b1, c31);
    a += 16; b += 32;
  }
  if (h == 4 && w == 8) {
    let q = C;
    v128.store(q, f32x4.add(v128.load(q), c00)); v128.store(q, f32x4.add(v128.load(q, 16), c01), 16); q += ldc;
    v128.store(q, f32x4.add(v128.load(q), c10)); v128.store(q, f32x4.add(v128.load(q, 16), c11), 16); q += ldc;
    v128.store(q, f32x4.add(v128.load(q), c20)); v128.store(q, f32x4.add(v128.load(q, 16), c21), 16); q += ldc;
    v128.store(q, f32x4.add(v128.load(q), c30)); v128.store(q, f32x4.add(v128.load(q, 16), c31), 16);
  } else {
    v128.store(T, c00); v128.store(T, c01, 16); v128.store(T, c10, 32); v128.store(T, c11, 48);
    v128.store(T, c20, 64); v128.store(T, c21, 80); v128.store(T, c30, 96); v128.store(T, c31, 112);
    for (let r = 0; r < h; r++) for (let c = 0; c < w; c++) {
      const q = C + <usize>r * ldc + (<usize>c << 2);
      store<f32>(q, load<f32>(q) + load<f32>(T + (<usize>(r * 8 + c) << 2)));
    }
  }
}

/** @param W scratch: (NC·KC + 4·KC + 32) floats. Rows [i0, i1) of C only. */
export function gemm(A: usize, lda: i32, ta: i32, B: usize, ldb: i32, tb: i32, C: usize, ldc: i32,
  i0: i32, i1: i32, n: i32, k: i32, alpha: f32, accumulate: i32, W: usize): void {
  const BP = W, AP = W + (<usize>(NC * KC) << 2), T = AP + (<usize>(4 * KC) << 2), lc = <usize>ldc << 2;
  if (!accumulate) for (let i = i0; i < i1; i++) memory.fill(C + <usize>i * lc, 0, <usize>n << 2);
  for (let j = 0; j < n; j += NC) {
    const nc = min(NC, n - j);
    for (let q = 0; q < k; q += KC) {
      const kc = min(KC, k - q);
      packB(B, ldb, tb != 0, q, kc, j, nc, BP);
      for (let i = i0; i < i1; i += 4) {
        const h = min(4, i1 - i);
        packA(A, lda, ta != 0, i, h, q, kc, alpha, AP);
        let p = BP;
        for (let c = 0; c < nc; c += 8) {
          tile(AP, p, kc, C + <usize>i * lc + (<usize>(j + c) << 2), lc, h, min(8, nc - c), T);
          p += <usize>kc << 5;
        }
      }
    }
  }
}

/** Packs all of Bᵀ (B is n×k) into panels of eight: PB[ceil(n/8)][k][8]. */
export function packPanels(B: usize, n: i32, k: i32, PB: usize): void {
  packB(B, k, true, 0, k, 0, n, PB);
}
