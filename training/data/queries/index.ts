export { readQueries } from './read.ts'
