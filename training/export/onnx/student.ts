import type { StudentWeights } from '@tacit-rec/pack'
import { OnnxGraph } from './graph.ts'

export interface StudentShape {
  /** K */
  intents: number
  /** d */
  dim: number
  /** L */
  history: number
  /** Number of event kinds. */
  kinds: number
}

/**
 * The encoder as an ONNX model, the arithmetic of `engine/`'s `encode`:
 *
 *     logit[k,l] = query_k·x_l + position[k,p_l] + kind[k,kind_l] + age term, p_l = n − 1 − l
 *     α_k = softmax over the events, u_k = v/√(‖v‖² + 1e-12), v = Σ_l α[k,l]·x_l
 *
 * Inputs `vectors` f32 [1,L,d], `kinds` i32 [1,L] (each a known kind), `ages` f32 [1,L] (days, −1
 * unknown), `mask` f32 [1,L] (1 = event; events first). Outputs `intents` f32 [K,d] and `attention`
 * f32 [K,L]. Without events both are zeros.
 */
export async function studentOnnx(
  weights: StudentWeights,
  { intents: K, dim: d, history: L, kinds }: StudentShape,
): Promise<Uint8Array<ArrayBuffer>> {
  const g = new OnnxGraph('student')
  g.input('vectors', 'float32', [1, L, d])
  g.input('kinds', 'int32', [1, L])
  g.input('ages', 'float32', [1, L])
  g.input('mask', 'float32', [1, L])
  const zero = g.scalar('zero', 0)
  const one = g.scalar('one', 1)
  const flat = g.list('flat', [-1])

  const x = g.node('Reshape', ['vectors', g.list('events_shape', [L, d])])
  const query = g.tensor('query', weights.query, [K, d])
  let logits = g.node('Gemm', [query, x], { transB: 1 })

  const count = g.node('ReduceSum', ['mask'], { keepdims: 1 }) // n, [1,1]
  const numbers = Float32Array.from({ length: L }, (_, l) => l + 1)
  const after = g.node('Sub', [count, g.tensor('numbers', numbers, [1, L])])
  // Padding has a negative position; it is masked, but its index must stay inside the table.
  const place = g.node('Cast', [g.node('Relu', [g.node('Reshape', [after, flat])])], { to: 6 })
  const position = g.tensor('position', weights.position, [K, L])
  logits = g.node('Add', [logits, g.node('Gather', [position, place], { axis: 1 })])

  const kind = g.tensor('kind', weights.kind, [K, kinds])
  const kindOf = g.node('Reshape', ['kinds', flat])
  logits = g.node('Add', [logits, g.node('Gather', [kind, kindOf], { axis: 1 })])

  const age = (column: number) => weights.age.filter((_, at) => at % 2 === column)
  const logAge = g.node('Log', [g.node('Add', [g.node('Relu', ['ages']), one])])
  const aged = g.node('Mul', [g.tensor('age_slope', age(0), [K, 1]), logAge])
  const known = g.node('GreaterOrEqual', ['ages', zero])
  const unknown = g.tensor('age_unknown', age(1), [K, 1])
  logits = g.node('Add', [logits, g.node('Where', [known, aged, unknown])])

  // Masked logits are the min float32: their exp is 0, and a fully masked row stays finite.
  const event = g.node('GreaterOrEqual', ['mask', g.scalar('half', 0.5)])
  const shown = g.node('Where', [event, logits, g.scalar('least', -3.4028234663852886e38)])
  const soft = g.node('Softmax', [shown], { axis: 1 })
  const attention = g.node('Mul', [soft, 'mask'], {}, 'attention')

  const v = g.node('MatMul', [attention, x])
  const axis = g.list('axis', [1])
  const squares = g.node('ReduceSum', [g.node('Mul', [v, v]), axis], { keepdims: 1 })
  const norm = g.node('Sqrt', [g.node('Add', [squares, g.scalar('epsilon', 1e-12)])])
  g.output(g.node('Div', [v, norm], {}, 'intents'), [K, d])
  g.output(attention, [K, L])
  return g.encode()
}
