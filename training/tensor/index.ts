export { Adam, type AdamOptions } from './adam.ts'
export { choleskyInverse, gemm, gramInto, matrixBytes } from './linear.ts'
export { adaptiveSpmm } from './ops/adaptive-spmm.ts'
export { bpr } from './ops/bpr.ts'
export {
  type CatalogueInputs,
  type CatalogueOptions,
  catalogueSoftmax,
} from './ops/catalogue-softmax.ts'
export { add, exp, leakyRelu, mul, scale, sumSquares } from './ops/elementwise.ts'
export { gather } from './ops/gather.ts'
export { type InfoNceOptions, infoNce } from './ops/info-nce.ts'
export { type AttentionWeights, type Events, intentAttention } from './ops/intent-attention.ts'
export { type IntentGroup, intentMix } from './ops/intent-mix.ts'
export { type MatmulOptions, matmul } from './ops/matmul.ts'
export { gaussianNoise, orthantNoise } from './ops/noise.ts'
export { propagate } from './ops/propagate.ts'
export { replaceRows } from './ops/replace-rows.ts'
export { addRowBias, concatRows, mulRows, normalizeRows, softmaxRows } from './ops/rows.ts'
export { softCrossEntropy } from './ops/soft-cross-entropy.ts'
export { spmm } from './ops/spmm.ts'
export { createRuntime, type Runtime, share } from './runtime.ts'
export { dropEdges, type Graph, sparse } from './sparse.ts'
export { constant, type Parameter, parameter, Tape, type Var } from './tape.ts'
