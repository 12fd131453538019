import { defineConfig } from 'vitest/config'

/** `npm test`: everything that a clone holds. Projects run one after another on small machines. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/worker/**', 'test/public-data/**'],
          // Some build the SDK or the packages in place, and two cores gain nothing from more.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      'test/worker/vitest.config.ts',
    ],
  },
})
