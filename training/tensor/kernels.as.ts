// C[m×n] (+)= alpha · op(A)[m×k] · op(B)[k×n], row-major with leading dimensions, any m, n, k.
// Packed by blocks of KC so that panels stay in the caches; register tile 4 × 8.
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

/** Y[r] = Σ_k val[k]·X[col[k]] for rows [r0, r1), any width that is a multiple of 4. */
export function spmm(rp: usize, ci: usize, va: usize, X: usize, Y: usize, d: i32, r0: i32, r1: i32): void {
  const bytes = <usize>d << 2;
  for (let r = r0; r < r1; r++) {
    const y = Y + <usize>r * bytes, s = load<i32>(rp + (<usize>r << 2)), e = load<i32>(rp + (<usize>r << 2), 4);
    let o: usize = 0;
    while (o + 128 <= bytes) {
      let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0, a4 = a0, a5 = a0, a6 = a0, a7 = a0;
      for (let k = s; k < e; k++) {
        const x = X + <usize>load<i32>(ci + (<usize>k << 2)) * bytes + o;
        const w = v128.load32_splat(va + (<usize>k << 2));
        a0 = f32x4.relaxed_madd(v128.load(x), w, a0); a1 = f32x4.relaxed_madd(v128.load(x, 16), w, a1);
        a2 = f32x4.relaxed_madd(v128.load(x, 32), w, a2); a3 = f32x4.relaxed_madd(v128.load(x, 48), w, a3);
        a4 = f32x4.relaxed_madd(v128.load(x, 64), w, a4); a5 = f32x4.relaxed_madd(v128.load(x, 80), w, a5);
        a6 = f32x4.relaxed_madd(v128.load(x, 96), w, a6); a7 = f32x4.relaxed_madd(v128.load(x, 112), w, a7);
      }
      const q = y + o;
      v128.store(q, a0); v128.store(q, a1, 16); v128.store(q, a2, 32); v128.store(q, a3, 48);
      v128.store(q, a4, 64); v128.store(q, a5, 80); v128.store(q, a6, 96); v128.store(q, a7, 112);
      o += 128;
    }
    for (; o < bytes; o += 16) {
      let a = f32x4.splat(0);
      for (let k = s; k < e; k++)
        a = f32x4.relaxed_madd(v128.load(X + <usize>load<i32>(ci + (<usize>k << 2)) * bytes + o), v128.load32_splat(va + (<usize>k << 2)), a);
      v128.store(y + o, a);
    }
  }
}

/** Adam (Kingma & Ba, ICLR 2015) over elements [i0, i1); counts are multiples of 4. Zeroes the gradient. */
export function adam(P: usize, G: usize, M: usize, V: usize, i0: i32, i1: i32, lr: f32, b1: f32, b2: f32, eps: f32, c1: f32, c2: f32, decay: f32): void {
  const vb1 = f32x4.splat(b1), vb2 = f32x4.splat(b2), o1 = f32x4.splat(1 - b1), o2 = f32x4.splat(1 - b2);
  const ve = f32x4.splat(eps), vs = f32x4.splat(lr / c1), vc = f32x4.splat(1 / c2), vr = f32x4.splat(decay), z = f32x4.splat(0);
  for (let i: usize = <usize>i0 << 2; i < (<usize>i1 << 2); i += 16) {
    const p = v128.load(P + i);
    const g = f32x4.add(v128.load(G + i), f32x4.mul(vr, p));
    const m = f32x4.add(f32x4.mul(vb1, v128.load(M + i)), f32x4.mul(o1, g));
    const v = f32x4.add(f32x4.mul(vb2, v128.load(V + i)), f32x4.mul(o2, f32x4.mul(g, g)));
    v128.store(M + i, m); v128.store(V + i, v); v128.store(G + i, z);
    v128.store(P + i, f32x4.sub(p, f32x4.div(f32x4.mul(vs, m), f32x4.add(f32x4.sqrt(f32x4.mul(v, vc)), ve))));
  }
}

/** Y += a·X over elements [i0, i1). */
export function axpy(Y: usize, X: usize, a: f32, i0: i32, i1: i32): void {
  const w = f32x4.splat(a);
  let i: usize = <usize>i0 << 2;
  const e = <usize>i1 << 2;
  for (; i + 16 <= e; i += 16) v128.store(Y + i, f32x4.add(v128.load(Y + i), f32x4.mul(w, v128.load(X + i))));
  for (; i < e; i += 4) store<f32>(Y + i, load<f32>(Y + i) + a * load<f32>(X + i));
}

/** Packs all of Bᵀ (B is n×k, k ≤ KC) into panels of eight: PB[ceil(n/8)][k][8]. */
export function packPanels(B: usize, n: i32, k: i32, PB: usize): void {
  packB(B, k, true, 0, k, 0, n, PB);
}

/** C[rows × n] = A[rows × k]·Bᵀ with B from {@link packPanels}; row stride of C is ldc. */
export function timesPanels(A: usize, PB: usize, C: usize, ldc: i32, rows: i32, n: i32, k: i32, W: usize): void {
  const AP = W, T = AP + (<usize>(4 * KC) << 2), lc = <usize>ldc << 2;
  for (let i = 0; i < rows; i += 4) {
    const h = min(4, rows - i);
    packA(A, k, false, i, h, 0, k, 1, AP);
    for (let r = 0; r < h; r++) memory.fill(C + <usize>(i + r) * lc, 0, <usize>n << 2);
    let p = PB;
    for (let c = 0; c < n; c += 8) {
      tile(AP, p, k, C + <usize>i * lc + (<usize>c << 2), lc, h, min(8, n - c), T);
      p += <usize>k << 5;
    }
  }
}

// @ts-ignore: decorator
@inline function vexp(v: v128): v128 {
  const x = f32x4.max(f32x4.min(v, f32x4.splat(88.0)), f32x4.splat(-87.0));
  const z = f32x4.mul(x, f32x4.splat(1.44269504));
  const n = f32x4.nearest(z);
  const f = f32x4.sub(z, n);
  let p = f32x4.splat(1.535336188319500e-4);
  p = f32x4.relaxed_madd(p, f, f32x4.splat(1.339887440266574e-3));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(9.618437357674640e-3));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(5.550332471162809e-2));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(2.402264791363012e-1));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(6.931472028550421e-1));
  p = f32x4.relaxed_madd(p, f, f32x4.splat(1.0));
  return f32x4.mul(p, i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23));
}

// @ts-ignore: decorator
@inline function hsum(v: v128): f32 {
  return f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1) + f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3);
}

const GONE: f32 = -1e30;

/**
 * One row of the fused catalogue softmax. S holds K rows of x_k (stride ld floats), replaced by
 * the gradient of the loss with respect to them. n is padded to a multiple of 4, bias padded with GONE.
 * pool 0: log mean exp, 1: max. RT: scratch of (targets × K) floats. Returns the row's loss.
 */
export function softmaxRow(S: usize, ld: i32, K: i32, n: i32, N: i32, bias: usize, dBias: usize, pool: i32, it: f32,
  w: f32, eps: f32, TI: usize, TW: usize, t0: i32, t1: i32, MI: usize, m0: i32, m1: i32, RT: usize): f64 {
  const ls = <usize>ld << 2, bytes = <usize>n << 2, vit = f32x4.splat(it);
  for (let k = 0; k < K; k++) {
    const s = S + <usize>k * ls;
    for (let i = N; i < n; i++) store<f32>(s + (<usize>i << 2), 0);
    for (let m = m0; m < m1; m++) store<f32>(s + (<usize>load<i32>(MI + (<usize>m << 2)) << 2), GONE / it);
  }
  let vm = f32x4.splat(-3e38);
  for (let k = 0; k < K; k++) {
    const s = S + <usize>k * ls;
    for (let o: usize = 0; o < bytes; o += 16) vm = f32x4.max(vm, f32x4.add(f32x4.mul(v128.load(s + o), vit), v128.load(bias + o)));
  }
  const M = max(max(f32x4.extract_lane(vm, 0), f32x4.extract_lane(vm, 1)), max(f32x4.extract_lane(vm, 2), f32x4.extract_lane(vm, 3)));
  const vM = f32x4.splat(M), gone = f32x4.splat(GONE * 0.5), zero = f32x4.splat(0);
  let sum: f64 = 0, logs: f64 = 0;
  for (let o: usize = 0; o < bytes; ) {
    // Partial sums in f32 over a stretch, then f64: long rows keep their digits.
    const stop = min(bytes, o + 4096);
    let part = zero;
    for (; o < stop; o += 16) {
      const b = v128.load(bias + o);
      if (pool == 0) {
        for (let k = 0; k < K; k++) {
          const s = S + <usize>k * ls + o, l = f32x4.add(f32x4.mul(v128.load(s), vit), b);
          const e = v128.and(vexp(f32x4.sub(l, vM)), f32x4.gt(l, gone));
          part = f32x4.add(part, e);
          v128.store(s, e);
        }
      } else {
        let best = f32x4.mul(v128.load(S + o), vit), which = i32x4.splat(0);
        for (let k = 1; k < K; k++) {
          const x = f32x4.mul(v128.load(S + <usize>k * ls + o), vit), better = f32x4.gt(x, best);
          best = v128.bitselect(x, best, better);
          which = v128.bitselect(i32x4.splat(k), which, better);
        }
        const l = f32x4.add(best, b), e = v128.and(vexp(f32x4.sub(l, vM)), f32x4.gt(l, gone));
        part = f32x4.add(part, e);
        for (let k = 0; k < K; k++) v128.store(S + <usize>k * ls + o, v128.and(e, i32x4.eq(which, i32x4.splat(k))));
      }
    }
    sum += <f64>hsum(part);
  }
  const share: f64 = pool == 0 ? 1 / <f64>K : 1;
  const lse = <f64>M + Math.log(sum * share);
  const open = N - (m1 - m0);
  const u: f32 = eps > 0 ? eps / <f32>open : 0;
  if (eps > 0) {
    for (let i = 0; i < N; i++) {
      let t: f32 = 0;
      for (let k = 0; k < K; k++) t += load<f32>(S + <usize>k * ls + (<usize>i << 2));
      if (t > 0) logs += <f64>Mathf.log(t);
    }
    logs += <f64>open * (<f64>M + Math.log(share));
  }
  let hit: f64 = 0, mass: f64 = 0;
  for (let q = t0; q < t1; q++) {
    const i = <usize>load<i32>(TI + (<usize>q << 2)) << 2, p = load<f32>(TW + (<usize>q << 2));
    let t: f32 = 0;
    for (let k = 0; k < K; k++) t += load<f32>(S + <usize>k * ls + i);
    for (let k = 0; k < K; k++)
      store<f32>(RT + (<usize>((q - t0) * K + k) << 2), t > 0 ? load<f32>(S + <usize>k * ls + i) / t : 0);
    hit += <f64>p * (<f64>M + Math.log(<f64>t * share));
    mass += <f64>p;
  }
  // d loss / d logit: the whole target mass (1 with smoothing) times the softmax, less the targets.
  const total = <f32>((1 - <f64>eps) * mass + (eps > 0 ? <f64>eps : 0));
  const vz = f32x4.splat(<f32>(<f64>(w * total) / sum)), vu = f32x4.splat(w * u);
  for (let o: usize = 0; o < bytes; o += 16) {
    let db = v128.load(dBias + o);
    let t = zero;
    if (eps > 0 && K > 1 && pool == 0) for (let k = 0; k < K; k++) t = f32x4.add(t, v128.load(S + <usize>k * ls + o));
    for (let k = 0; k < K; k++) {
      const s = S + <usize>k * ls + o, e = v128.load(s), on = f32x4.gt(e, zero);
      let g = f32x4.mul(e, vz);
      if (eps > 0) {
        const r = K > 1 && pool == 0 ? f32x4.mul(vu, f32x4.div(e, f32x4.max(t, f32x4.splat(1e-37)))) : vu;
        g = f32x4.sub(g, v128.and(r, on));
      }
      db = f32x4.add(db, g);
      v128.store(s, f32x4.mul(g, vit));
    }
    v128.store(dBias + o, db);
  }
  for (let q = t0; q < t1; q++) {
    const i = <usize>load<i32>(TI + (<usize>q << 2)) << 2, p = w * (1 - eps) * load<f32>(TW + (<usize>q << 2));
    for (let k = 0; k < K; k++) {
      const g = p * load<f32>(RT + (<usize>((q - t0) * K + k) << 2));
      store<f32>(S + <usize>k * ls + i, load<f32>(S + <usize>k * ls + i) - g * it);
    }
    store<f32>(dBias + i, load<f32>(dBias + i) - p);
  }
  return <f64>w * (<f64>total * lse - (1 - <f64>eps) * hit - (eps > 0 ? <f64>u * logs : 0));
}

/**
 * Rows [b0, b1) of the fused catalogue softmax: logits, loss and both gradients, block by block.
 * Q [B·K × d], Z [N × d], PB its panels; dQ written, dZ and dBias added to; loss added to LOSS[0] (f64).
 */
export function catalogueSoftmax(Q: usize, Z: usize, PB: usize, bias: usize, dQ: usize, dZ: usize, dBias: usize,
  K: i32, N: i32, n: i32, d: i32, pool: i32, it: f32, eps: f32, RW: usize, TO: usize, TI: usize, TW: usize,
  MO: usize, MI: usize, b0: i32, b1: i32, block: i32, S: usize, W: usize, LOSS: usize): void {
  const rd = <usize>d << 2;
  let loss: f64 = 0;
  for (let b = b0; b < b1; b += block) {
    const rows = min(block, b1 - b), q = Q + <usize>(b * K) * rd;
    timesPanels(q, PB, S, n, rows * K, N, d, W);
    for (let r = 0; r < rows; r++) {
      const o = <usize>(b + r) << 2;
      loss += softmaxRow(S + (<usize>(r * K) * <usize>n << 2), n, K, n, N, bias, dBias, pool, it, load<f32>(RW + o), eps,
        TI, TW, load<i32>(TO + o), load<i32>(TO + o, 4), MI, load<i32>(MO + o), load<i32>(MO + o, 4), W);
    }
    gemm(S, n, 0, Z, d, 0, dQ + <usize>(b * K) * rd, d, 0, rows * K, d, N, 1, 0, W);
    gemm(S, n, 1, q, d, 0, dZ, d, 0, N, d, rows * K, 1, 1, W);
  }
  store<f64>(LOSS, load<f64>(LOSS) + loss);
}

// @ts-ignore: decorator
@inline function dot(a: usize, b: usize, bytes: usize): f32 {
  let s = f32x4.splat(0);
  for (let o: usize = 0; o < bytes; o += 16) s = f32x4.relaxed_madd(v128.load(a + o), v128.load(b + o), s);
  return hsum(s);
}

// @ts-ignore: decorator
@inline function addScaled(y: usize, x: usize, w: f32, bytes: usize): void {
  const v = f32x4.splat(w);
  for (let o: usize = 0; o < bytes; o += 16) v128.store(y + o, f32x4.relaxed_madd(v, v128.load(x + o), v128.load(y + o)));
}

/**
 * Intent attention, rows [b0, b1): AL[m·K+k] = softmax over the row's events, V[b·K+k] = Σ α·x.
 * BI[m·K+k] holds what position, kind and age add to the logit; V is zeroed before.
 */
export function attend(X: usize, OFF: usize, BI: usize, Q: usize, K: i32, d: i32, AL: usize, V: usize, b0: i32, b1: i32): void {
  const bytes = <usize>d << 2;
  for (let b = b0; b < b1; b++) {
    const s = load<i32>(OFF + (<usize>b << 2)), e = load<i32>(OFF + (<usize>b << 2), 4);
    for (let k = 0; k < K; k++) {
      const q = Q + <usize>k * bytes, v = V + <usize>(b * K + k) * bytes;
      let most: f32 = -3e38;
      for (let m = s; m < e; m++) {
        const p = <usize>(m * K + k) << 2, l = dot(q, X + <usize>m * bytes, bytes) + load<f32>(BI + p);
        store<f32>(AL + p, l);
        most = max(most, l);
      }
      let sum: f32 = 0;
      for (let m = s; m < e; m++) {
        const p = AL + (<usize>(m * K + k) << 2), x = Mathf.exp(load<f32>(p) - most);
        store<f32>(p, x);
        sum += x;
      }
      for (let m = s; m < e; m++) {
        const p = AL + (<usize>(m * K + k) << 2), a = load<f32>(p) / sum;
        store<f32>(p, a);
        addScaled(v, X + <usize>m * bytes, a, bytes);
      }
    }
  }
}

/** Backward of {@link attend}: DX rows added to, DQ (of this thread) added to, SL[m·K+k] = d loss / d logit. */
export function attendBack(X: usize, OFF: usize, Q: usize, K: i32, d: i32, AL: usize, V: usize, DV: usize, DX: usize, DQ: usize, SL: usize, b0: i32, b1: i32): void {
  const bytes = <usize>d << 2;
  for (let b = b0; b < b1; b++) {
    const s = load<i32>(OFF + (<usize>b << 2)), e = load<i32>(OFF + (<usize>b << 2), 4);
    for (let k = 0; k < K; k++) {
      const row = <usize>(b * K + k) * bytes, q = Q + <usize>k * bytes, dq = DQ + <usize>k * bytes, dv = DV + row;
      const centre = dot(dv, V + row, bytes);
      for (let m = s; m < e; m++) {
        const p = <usize>(m * K + k) << 2, x = X + <usize>m * bytes, dx = DX + <usize>m * bytes, a = load<f32>(AL + p);
        const slope = a * (dot(dv, x, bytes) - centre);
        store<f32>(SL + p, slope);
        addScaled(dx, dv, a, bytes);
        addScaled(dx, q, slope, bytes);
        addScaled(dq, x, slope, bytes);
      }
    }
  }
}
