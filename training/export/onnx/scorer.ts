import type { Pool } from '@tacit-rec/pack'
import { OnnxGraph } from './graph.ts'

export interface ScorerOptions {
  pool: Pool
  /** τ, used by `logsumexp`. */
  temperature: number
  /** K */
  intents: number
  /** d */
  dim: number
}

/**
 * The pooled term of the score as an ONNX model: `scores`[i] = pool_k(u_k·z_i), as in `engine/`
 * (docs/architecture.md#score).
 * Inputs `intents` f32 [K,d] and `table` f32 [N,d] of any N; output `scores` f32 [N].
 *
 *     logsumexp: τ·ln(mean_k exp(x_k/τ)) = m + τ·ln(mean_k exp((x_k − m)/τ)), m = max_k x_k
 */
export async function scorerOnnx({
  pool,
  temperature,
  intents,
  dim,
}: ScorerOptions): Promise<Uint8Array<ArrayBuffer>> {
  const g = new OnnxGraph('scorer')
  g.input('intents', 'float32', [intents, dim])
  g.input('table', 'float32', ['N', dim])
  // [K,N]: WebGPU reduces it with one thread per item; [N,K] would take one workgroup per item.
  const x = g.node('Gemm', ['intents', 'table'], { transB: 1 })
  // In opset 17 the axes of ReduceMax and ReduceMean are attributes, those of ReduceSum an input.
  const over = { axes: [0], keepdims: 0 }
  if (pool === 'max') g.node('ReduceMax', [x], over, 'scores')
  else if (pool === 'mean') g.node('ReduceMean', [x], over, 'scores')
  else {
    const tau = g.scalar('temperature', temperature)
    const max = g.node('ReduceMax', [x], over)
    const scaled = g.node('Div', [g.node('Sub', [x, max]), tau])
    const mean = g.node('ReduceMean', [g.node('Exp', [scaled])], over)
    g.node('Add', [max, g.node('Mul', [g.node('Log', [mean]), tau])], {}, 'scores')
  }
  g.output('scores', ['N'])
  return g.encode()
}
