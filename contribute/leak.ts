import FFT from 'fft.js'

/** What the opened counts tell about one device. */
export interface Leak {
  /** ε at δ = 10⁻⁶ of everything that a device gives in one epoch, and in 13. */
  epoch: number
  quarter: number
}

const DELTA = 1e-6
/** Epochs after which a device stops. */
const EPOCHS = 13
/** Step and bound of the losses that are told apart; larger ones count as certainty. */
const STEP = 0.002
const BOUND = 7
const GRID = 2 ** 16

/**
 * The leak number: everything that a device gives in an epoch changes what the opened counts show by
 * at most (ε, 10⁻⁶), if others follow the protocol and nobody guesses.
 *
 * A token's count is Binomial(n, p), shown from k on (sample and threshold; Bharadwaj and Cormode,
 * arXiv 2112.05693). One device more or less is the pair Bin(n, p), Bin(n − 1, p). The worst n at each
 * ε gives one pair of distributions that dominates all n, by "connect the dots" (Doroshenko and others,
 * PoPETs 2022). It is composed with itself, 3m times an epoch, by FFT (Koskela and others, AISTATS
 * 2021). Both directions are computed; the larger ε counts.
 *
 * @param sample p
 * @param threshold k
 * @param tokens 3m
 * @param forged b, shares of a token that bots gave: they read the public pack and do not sample
 * @returns null where there is no ε: at p = 1, which is a threshold and nothing more, and at b ≥ k
 */
export function leakOf(sample: number, threshold: number, tokens: number, forged = 0): Leak | null {
  const real = threshold - forged
  if (sample >= 1 || real < 1) return null
  const pairs = dominatingPairs(sample, real)
  const epsilon = (times: number) => Math.max(...pairs.map((pair) => composed(pair, times)))
  return { epoch: epsilon(tokens), quarter: epsilon(tokens * EPOCHS) }
}

/** Masses of the first distribution by privacy loss, and what the second cannot give at all. */
interface Losses {
  mass: Float64Array
  infinite: number
}

const LOSSES = Math.round(BOUND / STEP)
const epsilonAt = (n: number) => (n - LOSSES) * STEP

/** δ(ε) = Σ_x max(0, P(x) − e^ε Q(x)), the worst over n, for both directions; then its pair. */
function dominatingPairs(p: number, k: number): Losses[] {
  const worst = [0, 1].map(() =>
    Float64Array.from({ length: 2 * LOSSES + 1 }, (_, n) =>
      Math.max(0, 1 - Math.exp(epsilonAt(n))),
    ),
  )
  for (const n of counts(p, k)) {
    const { more, less } = shown(n, p, k)
    raise(worst[0], more, less)
    raise(worst[1], less, more)
  }
  return worst.map(connectDots)
}

/** All n up to 4k, then steps that the curve does not notice, to 20k/p where sampling alone speaks. */
function counts(p: number, k: number): number[] {
  const all: number[] = []
  let n = k
  while (n < (20 * k) / p) {
    all.push(n)
    n += n < 4 * k ? 1 : n < (3 * k) / p ? Math.max(1, Math.floor(k / 10)) : k
  }
  return all
}

/** Probabilities of the counts k…n, then of showing nothing, with n devices and with n − 1. */
function shown(n: number, p: number, k: number): { more: Float64Array; less: Float64Array } {
  const more = new Float64Array(n - k + 2)
  const less = new Float64Array(n - k + 2)
  for (let x = k; x <= n; x++) {
    more[x - k] = binomial(n, x, p)
    less[x - k] = x < n ? binomial(n - 1, x, p) : 0
  }
  more[n - k + 1] = Math.max(0, 1 - more.reduce((sum, value) => sum + value, 0))
  less[n - k + 1] = Math.max(0, 1 - less.reduce((sum, value) => sum + value, 0))
  return { more, less }
}

const logFactorials = [0]
function logFactorial(n: number): number {
  for (let at = logFactorials.length; at <= n; at++)
    logFactorials.push(logFactorials[at - 1] + Math.log(at))
  return logFactorials[n]
}

function binomial(n: number, x: number, p: number): number {
  const ways = logFactorial(n) - logFactorial(x) - logFactorial(n - x)
  return Math.exp(ways + x * Math.log(p) + (n - x) * Math.log1p(-p))
}

/** Raises a curve δ(ε) to that of (a, b) where it lies below. */
function raise(curve: Float64Array, a: Float64Array, b: Float64Array): void {
  let certain = 0
  const outcomes: { loss: number; a: number; b: number }[] = []
  for (let n = 0; n < a.length; n++) {
    if (a[n] <= 0) continue
    if (b[n] <= 0) certain += a[n]
    else outcomes.push({ loss: Math.log(a[n] / b[n]), a: a[n], b: b[n] })
  }
  outcomes.sort((x, y) => y.loss - x.loss)
  let [next, above, below] = [0, 0, 0]
  for (let n = curve.length - 1; n >= 0; n--) {
    const epsilon = epsilonAt(n)
    while (next < outcomes.length && outcomes[next].loss > epsilon) {
      above += outcomes[next].a
      below += outcomes[next].b
      next++
    }
    curve[n] = Math.max(curve[n], above - Math.exp(epsilon) * below + certain)
  }
}

/** The distribution whose δ(ε) is the curve, linear in e^ε between its points. */
function connectDots(curve: Float64Array): Losses {
  const mass = new Float64Array(curve.length)
  const slope = (n: number) => {
    if (n < 0) return -1
    if (n >= curve.length - 1) return 0
    return (curve[n + 1] - curve[n]) / (Math.exp(epsilonAt(n + 1)) - Math.exp(epsilonAt(n)))
  }
  for (let n = 0; n < curve.length; n++)
    mass[n] = Math.max(0, slope(n) - slope(n - 1)) * Math.exp(epsilonAt(n))
  return { mass, infinite: curve[curve.length - 1] }
}

/** ε at δ = 10⁻⁶ of `times` independent tokens: the sum of their losses. */
function composed({ mass, infinite }: Losses, times: number): number {
  const fft = new FFT(GRID)
  const given = fft.createComplexArray()
  mass.forEach((value, n) => {
    given[2 * ((n - LOSSES + GRID) % GRID)] += value
  })
  const spectrum = fft.createComplexArray()
  fft.transform(spectrum, given)
  for (let n = 0; n < GRID; n++) {
    const size = Math.hypot(spectrum[2 * n], spectrum[2 * n + 1]) ** times
    const angle = Math.atan2(spectrum[2 * n + 1], spectrum[2 * n]) * times
    spectrum[2 * n] = size * Math.cos(angle)
    spectrum[2 * n + 1] = size * Math.sin(angle)
  }
  const sum = fft.createComplexArray()
  fft.inverseTransform(sum, spectrum)

  const certain = 1 - (1 - infinite) ** times
  let [above, below] = [0, 0]
  for (let n = GRID / 2 - 1; n > 0; n--) {
    const value = Math.max(0, sum[2 * n])
    above += value
    below += value * Math.exp(-n * STEP)
    // δ one step below this loss.
    const epsilon = (n - 1) * STEP
    if (certain + above - Math.exp(epsilon) * below > DELTA) return n * STEP
  }
  return 0
}
