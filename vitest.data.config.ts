import { defineConfig } from 'vitest/config'

/**
 * `npm run test:data`: needs the public data sets (TACIT_DATA), the encoder (TACIT_MODELS) and the
 * files that once failed (TACIT_CASES).
 */
export default defineConfig({
  test: {
    name: 'data',
    include: ['test/public-data/**/*.test.ts'],
    testTimeout: 20 * 60_000,
    hookTimeout: 20 * 60_000,
    fileParallelism: false,
  },
})
