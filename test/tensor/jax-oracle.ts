import { numpy as np, vjp } from '@jax-js/jax'
import { createRandom } from '../../training/random.ts'
import { parameter, type Runtime, Tape } from '../../training/tensor/index.ts'
import { expectClose, type GradientCase } from './check-gradient.ts'

/** An op and the same map written for jax-js, an independent engine with gradients of its own. */
export interface JaxCase extends Pick<GradientCase, 'shapes' | 'engine' | 'spread'> {
  /**
   * Arrays move (jax-js 0.1): each is used once, and every use but the last is written `x.ref`.
   */
  oracle: (...inputs: np.Array[]) => np.Array
}

/** A constant of the oracle, float64. */
export function constant(values: ArrayLike<number>, shape: number[]): np.Array {
  return np.array(Float64Array.from(values), { shape, dtype: np.float64 })
}

/** Compares an op's output and the gradients of Σ r·output, r random, with those of jax-js. */
export async function checkWithJax(runtime: Runtime, name: string, example: JaxCase) {
  const { shapes, engine, oracle, spread = 1 } = example
  const random = createRandom(13)
  const mark = runtime.mark()
  const inputs = shapes.map(([rows, cols]) =>
    parameter(runtime, rows, cols, () => spread * random.normal()),
  )
  const tape = new Tape(runtime)
  const output = engine(tape, ...inputs)
  const upstream = Float64Array.from(output.data, () => Math.fround(random.normal()))
  const loss = tape.make(1, 1)
  tape.record(() => output.grad.set(upstream))
  tape.backward(loss)

  const size = [output.rows, output.cols]
  const primals = inputs.map(({ data, rows, cols }) => constant(data, [rows, cols]))
  const shaped = (...arrays: np.Array[]) => oracle(...arrays).reshape(size)
  const [expected, pullBack] = vjp(shaped, primals)
  expectClose(`${name}: output`, output.data, await expected.data(), TOLERANCE)
  const slopes = pullBack(constant(upstream, size))
  for (const [n, slope] of slopes.entries())
    expectClose(`${name}: gradient ${n}`, inputs[n].grad, await slope.data(), TOLERANCE)
  pullBack.dispose()
  tape.reset()
  runtime.release(mark)
}

/** Relative to the largest number of its kind: the engine works in float32. */
const TOLERANCE = 1e-5
