// The kernels of training, one module. Pointers are byte addresses in the arena, ranges are half-open; a row's or element's
// result never depends on the range that it was computed in, so threads may share out work as they like.
export { gemm, packPanels } from './kernels/gemm.as';
export { dropEdges, spmm } from './kernels/sparse.as';
export { adam, axpy, clear, leak, multiply, scaleInto } from './kernels/elementwise.as';
export { layerNormBackward, layerNormForward, layerNormGain } from './kernels/layer-norm.as';
export { adaptiveForward, adaptiveMirror, adaptiveSlopes } from './kernels/adaptive.as';
export {
  addToRows, columnSums, gatherRows, normalizeBackward, normalizeForward, rowDots, scaleRows, scatterRows,
} from './kernels/rows.as';
export { gaussian, orthantNoise } from './kernels/noise.as';
export { softmaxBackward, softmaxForward } from './kernels/softmax.as';
export { bprBackward, bprForward } from './kernels/bpr.as';
export { attend, attendBack } from './kernels/attention.as';
export { infoNce } from './kernels/info-nce.as';
export { catalogueSoftmax } from './kernels/catalogue.as';
export { topItems } from './kernels/top-items.as';
export { sweepGather, sweepMirror, sweepScatter } from './kernels/sweep.as';
