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
  }
}
