export { Cache, cacheKey } from './cache.ts'
