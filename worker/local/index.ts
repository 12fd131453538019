export { type LocalEdge, type LocalEdgeOptions, startEdge } from './edge.ts'
