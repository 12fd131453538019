/** The SDK as a classic script, for pages that load no modules: `tacit.iife.js`. */
import { provide } from '../elements/provide.ts'
import { createRecommender } from '../recommender.ts'
import { answerQueue, type Stub } from './queue.ts'

const page = globalThis as { tacit?: unknown }
const queue = answerQueue(page.tacit as Stub | undefined, createRecommender, provide)
page.tacit = Object.assign(queue, { createRecommender })
