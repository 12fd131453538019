// The copies around one block of the symmetric sweep (linear.ts). A is [n,n]; only its lower triangle is used.
// The block is rows and columns k0 … k0+nb−1. Rows begin ≤ i < end; begin is a multiple of 64.

const ROWS: i32 = 64;

// P[i,:] = A[i, block] for every row i, read from the lower triangle; zeros for the block's own rows. P is [n,nb].
export function sweepGather(
  begin: i32, end: i32, A: usize, n: i32, k0: i32, nb: i32, P: usize,
): void {
  const row = <usize>n << 2, width = <usize>nb << 2, k1 = k0 + nb;
  for (let i0 = begin; i0 < end; i0 += ROWS) {
    const i1 = min(end, i0 + ROWS);
    for (let c = 0; c < nb; c++) {
      const from = A + <usize>(k0 + c) * row, to = P + (<usize>c << 2);
      for (let i = i0; i < min(i1, k0); i++) store<f32>(to + <usize>i * width, load<f32>(from + (<usize>i << 2)));
    }
    for (let i = max(i0, k0); i < i1; i++) {
      if (i < k1) memory.fill(P + <usize>i * width, 0, width);
      else memory.copy(P + <usize>i * width, A + <usize>i * row + (<usize>k0 << 2), width);
    }
  }
}

// The inverse copy: A[i, block] = W[i,:], into the lower triangle; the block's own square is unchanged.
export function sweepScatter(
  begin: i32, end: i32, A: usize, n: i32, k0: i32, nb: i32, W: usize,
): void {
  const row = <usize>n << 2, width = <usize>nb << 2, k1 = k0 + nb;
  for (let i0 = begin; i0 < end; i0 += ROWS) {
    const i1 = min(end, i0 + ROWS);
    for (let c = 0; c < nb; c++) {
      const to = A + <usize>(k0 + c) * row, from = W + (<usize>c << 2);
      for (let i = i0; i < min(i1, k0); i++) store<f32>(to + (<usize>i << 2), load<f32>(from + <usize>i * width));
    }
    for (let i = max(i0, k1); i < i1; i++) {
      memory.copy(A + <usize>i * row + (<usize>k0 << 2), W + <usize>i * width, width);
    }
  }
}

// A = −(lower triangle), mirrored into the upper one.
export function sweepMirror(begin: i32, end: i32, A: usize, n: i32): void {
  const row = <usize>n << 2;
  for (let i0 = begin; i0 < end; i0 += ROWS) {
    const i1 = min(end, i0 + ROWS);
    for (let j0 = 0; j0 < i1; j0 += ROWS) {
      for (let i = i0; i < i1; i++) {
        for (let j = j0; j < min(i + 1, j0 + ROWS); j++) {
          const from = A + <usize>i * row + (<usize>j << 2);
          const x = -load<f32>(from);
          store<f32>(from, x);
          store<f32>(A + <usize>j * row + (<usize>i << 2), x);
        }
      }
    }
  }
}
