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

/** Y = a·X over elements [i0, i1). */
export function scaleInto(Y: usize, X: usize, a: f32, i0: i32, i1: i32): void {
  const w = f32x4.splat(a);
  let i: usize = <usize>i0 << 2;
  const e = <usize>i1 << 2;
  for (; i + 16 <= e; i += 16) v128.store(Y + i, f32x4.mul(w, v128.load(X + i)));
  for (; i < e; i += 4) store<f32>(Y + i, a * load<f32>(X + i));
}

/** Zeroes the bytes [from, to). */
export function clear(from: usize, to: usize): void {
  memory.fill(from, 0, to - from);
}

/** Y (+)= A·B by element over [i0, i1). */
export function multiply(Y: usize, A: usize, B: usize, accumulate: i32, i0: i32, i1: i32): void {
  const zero = f32x4.splat(0);
  let i: usize = <usize>i0 << 2;
  const e = <usize>i1 << 2;
  for (; i + 16 <= e; i += 16) {
    v128.store(Y + i, f32x4.relaxed_madd(v128.load(A + i), v128.load(B + i), accumulate ? v128.load(Y + i) : zero));
  }
  for (; i < e; i += 4) store<f32>(Y + i, (accumulate ? load<f32>(Y + i) : 0) + load<f32>(A + i) * load<f32>(B + i));
}

/** Y (+)= X where C > 0, else slope·X, over elements [i0, i1). */
export function leak(Y: usize, X: usize, C: usize, slope: f32, accumulate: i32, i0: i32, i1: i32): void {
  const zero = f32x4.splat(0), one = f32x4.splat(1), less = f32x4.splat(slope);
  let i: usize = <usize>i0 << 2;
  const e = <usize>i1 << 2;
  for (; i + 16 <= e; i += 16) {
    const factor = v128.bitselect(one, less, f32x4.gt(v128.load(C + i), zero));
    v128.store(Y + i, f32x4.relaxed_madd(v128.load(X + i), factor, accumulate ? v128.load(Y + i) : zero));
  }
  for (; i < e; i += 4) {
    const factor: f32 = load<f32>(C + i) > 0 ? 1 : slope;
    store<f32>(Y + i, (accumulate ? load<f32>(Y + i) : 0) + factor * load<f32>(X + i));
  }
}
