/**
 * The second chunk of the SDK: what a page needs that cannot use the Worker. A page with a Worker
 * never loads it.
 */
export { createBrain } from './brain.ts'
