export { type OrtEngine, type OrtOptions, ortEngine } from './engine.ts'
