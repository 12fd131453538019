// A block of queries Q [rows,d] against all items Z [N,d], forward and backward, for kernels that fuse a loss with it (softmax
// over a catalogue, InfoNCE): scores S [rows,Np], where Np is N rounded up to a multiple of 8 and d a multiple of 4.

// S[r,:] = Q[r]·Z for `rows` rows, from Z's panels of 8. Four rows at a time; the last row is repeated if rows % 4 ≠ 0.
export function scores(Q: usize, panels: usize, S: usize, rows: i32, d: i32, Np: i32): void {
  const width = <usize>d << 2, row = <usize>Np << 2, deep = <usize>d << 5;
  for (let j = 0; j < Np; j += 8) {
    const panel = panels + <usize>(j >> 3) * deep;
    for (let r = 0; r < rows; r += 4) {
      let q0 = Q + <usize>r * width;
      let q1 = Q + <usize>min(r + 1, rows - 1) * width - q0;
      let q2 = Q + <usize>min(r + 2, rows - 1) * width - q0;
      let q3 = Q + <usize>min(r + 3, rows - 1) * width - q0;
      let c00 = f32x4.splat(0), c01 = c00, c10 = c00, c11 = c00, c20 = c00, c21 = c00, c30 = c00, c31 = c00;
      const stop = q0 + width;
      let b = panel;
      while (q0 < stop) {
        const b0 = v128.load(b), b1 = v128.load(b, 16);
        let w = v128.load32_splat(q0);
        c00 = f32x4.relaxed_madd(w, b0, c00); c01 = f32x4.relaxed_madd(w, b1, c01);
        w = v128.load32_splat(q0 + q1);
        c10 = f32x4.relaxed_madd(w, b0, c10); c11 = f32x4.relaxed_madd(w, b1, c11);
        w = v128.load32_splat(q0 + q2);
        c20 = f32x4.relaxed_madd(w, b0, c20); c21 = f32x4.relaxed_madd(w, b1, c21);
        w = v128.load32_splat(q0 + q3);
        c30 = f32x4.relaxed_madd(w, b0, c30); c31 = f32x4.relaxed_madd(w, b1, c31);
        q0 += 4; b += 32;
      }
      const s = S + <usize>r * row + (<usize>j << 2), s1 = s + row, s2 = s1 + row, s3 = s2 + row;
      v128.store(s, c00); v128.store(s, c01, 16); v128.store(s1, c10); v128.store(s1, c11, 16);
      v128.store(s2, c20); v128.store(s2, c21, 16); v128.store(s3, c30); v128.store(s3, c31, 16);
    }
  }
}

// GQ[r] = Σ_i S[r,i] Z[i], over tiles of items that stay in the L1 cache.
export function querySlopes(S: usize, Z: usize, GQ: usize, rows: i32, N: i32, d: i32, Np: i32): void {
  const width = <usize>d << 2, row = <usize>Np << 2;
  memory.fill(GQ, 0, <usize>rows * width);
  for (let j0 = 0; j0 < N; j0 += 128) {
    const z0 = Z + <usize>j0 * width, s0 = S + (<usize>j0 << 2);
    const many = <usize>(min(N, j0 + 128) - j0) << 2;
    for (let r = 0; r < rows; r += 2) {
      // An odd last row is paired with itself: the same number is stored twice.
      const s = s0 + <usize>r * row, other = r + 1 < rows ? row : 0;
      const g = GQ + <usize>r * width, second = r + 1 < rows ? width : 0;
      let c: usize = 0;
      for (; c + 64 <= width; c += 64) {
        const h = g + c, i = h + second;
        let a0 = v128.load(h), a1 = v128.load(h, 16), a2 = v128.load(h, 32), a3 = v128.load(h, 48);
        let b0 = v128.load(i), b1 = v128.load(i, 16), b2 = v128.load(i, 32), b3 = v128.load(i, 48);
        let z = z0 + c;
        for (let t = s; t < s + many; t += 4) {
          const x0 = v128.load(z), x1 = v128.load(z, 16), x2 = v128.load(z, 32), x3 = v128.load(z, 48);
          let w = v128.load32_splat(t);
          a0 = f32x4.relaxed_madd(w, x0, a0); a1 = f32x4.relaxed_madd(w, x1, a1);
          a2 = f32x4.relaxed_madd(w, x2, a2); a3 = f32x4.relaxed_madd(w, x3, a3);
          w = v128.load32_splat(t + other);
          b0 = f32x4.relaxed_madd(w, x0, b0); b1 = f32x4.relaxed_madd(w, x1, b1);
          b2 = f32x4.relaxed_madd(w, x2, b2); b3 = f32x4.relaxed_madd(w, x3, b3);
          z += width;
        }
        v128.store(h, a0); v128.store(h, a1, 16); v128.store(h, a2, 32); v128.store(h, a3, 48);
        v128.store(i, b0); v128.store(i, b1, 16); v128.store(i, b2, 32); v128.store(i, b3, 48);
      }
      for (; c < width; c += 16) {
        let a = v128.load(g + c), b = v128.load(g + second + c);
        let z = z0 + c;
        for (let t = s; t < s + many; t += 4) {
          const x = v128.load(z);
          a = f32x4.relaxed_madd(v128.load32_splat(t), x, a);
          b = f32x4.relaxed_madd(v128.load32_splat(t + other), x, b);
          z += width;
        }
        v128.store(g + c, a);
        v128.store(g + second + c, b);
      }
    }
  }
}

// GZ[i] += Σ_r S[r,i] Q[r], two items by 16 numbers at a time.
export function itemSlopes(S: usize, Q: usize, GZ: usize, rows: i32, d: i32, Np: i32): void {
  const width = <usize>d << 2, row = <usize>Np << 2;
  for (let j = 0; j < Np; j += 2) {
    const s0 = S + (<usize>j << 2), g = GZ + <usize>j * width, stop = s0 + <usize>rows * row;
    let c: usize = 0;
    for (; c + 64 <= width; c += 64) {
      const h = g + c, i = h + width;
      let a0 = v128.load(h), a1 = v128.load(h, 16), a2 = v128.load(h, 32), a3 = v128.load(h, 48);
      let b0 = v128.load(i), b1 = v128.load(i, 16), b2 = v128.load(i, 32), b3 = v128.load(i, 48);
      let q = Q + c;
      for (let s = s0; s < stop; s += row) {
        const x0 = v128.load(q), x1 = v128.load(q, 16), x2 = v128.load(q, 32), x3 = v128.load(q, 48);
        let w = v128.load32_splat(s);
        a0 = f32x4.relaxed_madd(w, x0, a0); a1 = f32x4.relaxed_madd(w, x1, a1);
        a2 = f32x4.relaxed_madd(w, x2, a2); a3 = f32x4.relaxed_madd(w, x3, a3);
        w = v128.load32_splat(s, 4);
        b0 = f32x4.relaxed_madd(w, x0, b0); b1 = f32x4.relaxed_madd(w, x1, b1);
        b2 = f32x4.relaxed_madd(w, x2, b2); b3 = f32x4.relaxed_madd(w, x3, b3);
        q += width;
      }
      v128.store(h, a0); v128.store(h, a1, 16); v128.store(h, a2, 32); v128.store(h, a3, 48);
      v128.store(i, b0); v128.store(i, b1, 16); v128.store(i, b2, 32); v128.store(i, b3, 48);
    }
    for (; c < width; c += 16) {
      let a = v128.load(g + c), b = v128.load(g + width + c);
      let q = Q + c;
      for (let s = s0; s < stop; s += row) {
        const x = v128.load(q);
        a = f32x4.relaxed_madd(v128.load32_splat(s), x, a);
        b = f32x4.relaxed_madd(v128.load32_splat(s, 4), x, b);
        q += width;
      }
      v128.store(g + c, a);
      v128.store(g + width + c, b);
    }
  }
}
