import { scorerOnnx, studentOnnx } from '../../training/export/index.ts'
import {
  type BuiltPack,
  type RandomPackOptions,
  randomContents,
  randomPack,
} from './random-pack.ts'

/** A random pack of 60 items whose ONNX files run. */
export async function workingPack(options: RandomPackOptions = {}): Promise<BuiltPack> {
  const shape = { items: 60, dim: 16, intents: 3, history: 12, ...options }
  const { weights, kinds, score } = randomContents(shape)
  return randomPack({
    ...shape,
    student: await studentOnnx(weights, { ...shape, kinds: kinds.length }),
    scorer: await scorerOnnx({ ...shape, pool: score.pool, temperature: score.temperature }),
  })
}
