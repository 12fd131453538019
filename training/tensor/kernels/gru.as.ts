import { axpyRow, dotRow, sexp } from './shared/simd.as';

// A gated recurrent unit over sequences begin ≤ s < end of rows offsets[s] ≤ t < offsets[s+1] (ops/gru.ts), from the last to
// the first row if `reverse`. X holds 3h numbers a row, U [3h,h], G 4h numbers a row: r, z, c and q.

// @ts-ignore: decorator
@inline function sigmoid(x: f32): f32 {
  return 1 / (1 + sexp(-x));
}

// Y[t] = (1 − z)⊙c + z⊙p with p the row before, zeros before the first: `zeros` is h of them. Fills G.
export function gruForward(
  begin: i32, end: i32, X: usize, U: usize, offsets: usize, reverse: i32, zeros: usize, Y: usize, G: usize, h: i32,
): void {
  const width = <usize>h << 2;
  for (let s = begin; s < end; s++) {
    const at = offsets + (<usize>s << 2), first = load<i32>(at), count = load<i32>(at, 4) - first;
    let before = zeros;
    for (let n = 0; n < count; n++) {
      const t = <usize>(reverse ? first + count - 1 - n : first + n);
      const x = X + t * width * 3, y = Y + t * width, g = G + t * width * 4;
      for (let o: usize = 0; o < width; o += 4) {
        const u = U + o * <usize>h;
        const r = sigmoid(load<f32>(x + o) + dotRow(u, before, width));
        const z = sigmoid(load<f32>(x + width + o) + dotRow(u + width * <usize>h, before, width));
        const q = dotRow(u + 2 * width * <usize>h, before, width);
        const c: f32 = 2 * sigmoid(2 * (load<f32>(x + 2 * width + o) + r * q)) - 1;
        store<f32>(g + o, r);
        store<f32>(g + width + o, z);
        store<f32>(g + 2 * width + o, c);
        store<f32>(g + 3 * width + o, q);
        store<f32>(y + o, c + z * (load<f32>(before + o) - c));
      }
      before = y;
    }
  }
}

// From D = dY: GX[t] += the gradient of X[t]; Q[t] = that of U·p, 3h numbers a row. `carry` is scratch of 2h numbers.
export function gruBackward(
  begin: i32, end: i32, D: usize, U: usize, offsets: usize, reverse: i32, zeros: usize, Y: usize, G: usize, GX: usize,
  Q: usize, carry: usize, h: i32,
): void {
  const width = <usize>h << 2;
  for (let s = begin; s < end; s++) {
    const at = offsets + (<usize>s << 2), first = load<i32>(at), count = load<i32>(at, 4) - first;
    let came = carry, next = carry + width;
    memory.fill(came, 0, width);
    for (let n = count - 1; n >= 0; n--) {
      const t = <usize>(reverse ? first + count - 1 - n : first + n);
      const before = n == 0 ? zeros : reverse ? Y + (t + 1) * width : Y + (t - 1) * width;
      const up = D + t * width, g = G + t * width * 4, gx = GX + t * width * 3, w = Q + t * width * 3;
      for (let o: usize = 0; o < width; o += 4) {
        const r = load<f32>(g + o), z = load<f32>(g + width + o), c = load<f32>(g + 2 * width + o);
        const slope = load<f32>(up + o) + load<f32>(came + o);
        const dc: f32 = slope * (1 - z) * (1 - c * c);
        const dz: f32 = slope * (load<f32>(before + o) - c) * z * (1 - z);
        const dr: f32 = dc * load<f32>(g + 3 * width + o) * r * (1 - r);
        store<f32>(w + o, dr);
        store<f32>(w + width + o, dz);
        store<f32>(w + 2 * width + o, dc * r);
        store<f32>(gx + o, load<f32>(gx + o) + dr);
        store<f32>(gx + width + o, load<f32>(gx + width + o) + dz);
        store<f32>(gx + 2 * width + o, load<f32>(gx + 2 * width + o) + dc);
        store<f32>(next + o, slope * z);
      }
      for (let o: usize = 0; o < 3 * width; o += 4) axpyRow(next, U + o * <usize>h, load<f32>(w + o), width);
      const swap = came;
      came = next;
      next = swap;
    }
  }
}
