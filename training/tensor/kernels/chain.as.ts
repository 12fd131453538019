import { axpyRow, dotRow, sexp } from './shared/simd.as';

// A linear chain over sequences begin ≤ s < end of rows offsets[s] ≤ t < offsets[s+1] (ops/chain-loss.ts). X holds S scores a
// row, P [S+1,S] e to the scores of neighbours, its last row those of a sequence's first.

// A[t] = Q[t] ⊙ (A[t−1]·P) / C[t], which sums to 1, with Q[t] = e^{X[t] − M[t]}, M[t] the largest of X[t], and C[t] the sum.
// N holds C[t] and M[t].
export function chainForward(
  begin: i32, end: i32, X: usize, P: usize, offsets: usize, Q: usize, A: usize, N: usize, S: i32,
): void {
  const width = <usize>S << 2;
  for (let s = begin; s < end; s++) {
    const at = offsets + (<usize>s << 2), first = load<i32>(at), last = load<i32>(at, 4);
    for (let t = first; t < last; t++) {
      const x = X + <usize>t * width, q = Q + <usize>t * width, a = A + <usize>t * width;
      if (t == first) {
        memory.copy(a, P + <usize>S * width, width);
      } else {
        memory.fill(a, 0, width);
        for (let o: usize = 0; o < width; o += 4) axpyRow(a, P + o * <usize>S, load<f32>(a - width + o), width);
      }
      let largest: f32 = -3e38, sum: f32 = 0;
      for (let o: usize = 0; o < width; o += 4) largest = max(largest, load<f32>(x + o));
      for (let o: usize = 0; o < width; o += 4) {
        const e = sexp(load<f32>(x + o) - largest), mass = e * load<f32>(a + o);
        store<f32>(q + o, e);
        store<f32>(a + o, mass);
        sum += mass;
      }
      sum = max<f32>(sum, 1e-37);
      for (let o: usize = 0; o < width; o += 4) store<f32>(a + o, load<f32>(a + o) / sum);
      store<f32>(N + (<usize>t << 3), sum);
      store<f32>(N + (<usize>t << 3), largest, 4);
    }
  }
}

// With B[t] = 1 for the last row of a sequence, else P·Q[t+1]: Q[t] becomes Q[t] ⊙ B[t] / C[t], and A[t] ⊙ B[t], the
// probabilities of row t, is written to Y.
export function chainBackward(
  begin: i32, end: i32, P: usize, offsets: usize, Q: usize, A: usize, N: usize, Y: usize, S: i32,
): void {
  const width = <usize>S << 2;
  for (let s = begin; s < end; s++) {
    const at = offsets + (<usize>s << 2), first = load<i32>(at), last = load<i32>(at, 4);
    for (let t = last - 1; t >= first; t--) {
      const q = Q + <usize>t * width, a = A + <usize>t * width, y = Y + <usize>t * width;
      const sum = load<f32>(N + (<usize>t << 3));
      for (let o: usize = 0; o < width; o += 4) {
        const b: f32 = t + 1 == last ? 1 : dotRow(P + o * <usize>S, q + width, width);
        store<f32>(y + o, load<f32>(a + o) * b);
        store<f32>(q + o, load<f32>(q + o) * b / sum);
      }
    }
  }
}
