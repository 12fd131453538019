import { axpyRow, dotRow } from './shared/simd.as';

/**
 * Intent attention, rows [b0, b1): AL[m·K+k] = softmax over the row's events, V[b·K+k] = Σ α·x.
 * BI[m·K+k] is the sum of the logit's terms for position, kind and age.
 */
export function attend(X: usize, OFF: usize, BI: usize, Q: usize, K: i32, d: i32, AL: usize, V: usize, b0: i32, b1: i32): void {
  const bytes = <usize>d << 2;
  for (let b = b0; b < b1; b++) {
    const s = load<i32>(OFF + (<usize>b << 2)), e = load<i32>(OFF + (<usize>b << 2), 4);
    for (let k = 0; k < K; k++) {
      const q = Q + <usize>k * bytes, v = V + <usize>(b * K + k) * bytes;
      memory.fill(v, 0, bytes);
      let most: f32 = -3e38;
      for (let m = s; m < e; m++) {
        const p = <usize>(m * K + k) << 2, l = dotRow(q, X + <usize>m * bytes, bytes) + load<f32>(BI + p);
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
        axpyRow(v, X + <usize>m * bytes, a, bytes);
      }
    }
  }
}

/** Backward of {@link attend}: adds to DX and to this thread's DQ; SL[m·K+k] = d loss / d logit. */
export function attendBack(X: usize, OFF: usize, Q: usize, K: i32, d: i32, AL: usize, V: usize, DV: usize, DX: usize, DQ: usize, SL: usize, b0: i32, b1: i32): void {
  const bytes = <usize>d << 2;
  for (let b = b0; b < b1; b++) {
    const s = load<i32>(OFF + (<usize>b << 2)), e = load<i32>(OFF + (<usize>b << 2), 4);
    for (let k = 0; k < K; k++) {
      const row = <usize>(b * K + k) * bytes, q = Q + <usize>k * bytes, dq = DQ + <usize>k * bytes, dv = DV + row;
      const centre = dotRow(dv, V + row, bytes);
      for (let m = s; m < e; m++) {
        const p = <usize>(m * K + k) << 2, x = X + <usize>m * bytes, dx = DX + <usize>m * bytes, a = load<f32>(AL + p);
        const slope = a * (dotRow(dv, x, bytes) - centre);
        store<f32>(SL + p, slope);
        axpyRow(dx, dv, a, bytes);
        axpyRow(dx, q, slope, bytes);
        axpyRow(dq, x, slope, bytes);
      }
    }
  }
}
