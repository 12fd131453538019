/** A seeded stream of numbers: the same seed gives the same stream on every machine. */
export interface Random {
  /** Uniform in [0, 1). */
  uniform(): number
  /** Uniform integer in [0, n). */
  below(n: number): number
  /** Standard normal (Box & Muller, 1958). */
  normal(): number
  /** Shuffles in place (Fisher & Yates). */
  shuffle<T extends { length: number; [index: number]: number }>(values: T): T
  /** Four 32-bit integers that {@link Random.restore} goes on from. */
  state(): [number, number, number, number]
  /** Goes on as the stream did from which the state was taken. */
  restore(state: readonly number[]): void
}

/** sfc32 (Doty-Humphrey, PractRand), seeded with one integer. */
export function createRandom(seed: number): Random {
  let [a, b, c, counter] = [seed | 0, 0x9e3779b9 | 0, 0x243f6a88 | 0, 1]
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + sum) | 0
    return sum >>> 0
  }
  for (let warm = 0; warm < 16; warm++) next()
  const uniform = () => next() / 2 ** 32
  const below = (n: number) => Math.floor(uniform() * n)
  return {
    uniform,
    below,
    normal: () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform()),
    shuffle(values) {
      for (let i = values.length - 1; i > 0; i--) {
        const j = below(i + 1)
        const kept = values[i]
        values[i] = values[j]
        values[j] = kept
      }
      return values
    },
    state: () => [a, b, c, counter],
    restore(state) {
      if (state.length !== 4 || !state.every((word) => word === (word | 0)))
        throw new Error(`restore: [${state}] is no state of four 32-bit integers`)
      ;[a, b, c, counter] = state
    },
  }
}
