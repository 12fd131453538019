import { resolve } from 'node:path'
import { defineConfig } from 'vitest/config'

// Code that a test file or a program that it starts loads was compiled by the one before it.
process.env.NODE_COMPILE_CACHE ??= resolve(import.meta.dirname, '.tacit/compile-cache')

const ALL = 'test/**/*.test.ts'
/** Run inside workerd, by configurations of their own. */
const WORKERS = ['test/worker/**', 'test/randomness/**']
/** Needs data that is not in the repository: `npm run test:data`. */
const DATA = 'test/public-data/**'
/** Packs the workspaces in place, which changes their package.json meanwhile. */
const PACKAGES = 'test/packages/**'
const timeouts = { testTimeout: 60_000, hookTimeout: 240_000 }

/** `npm test`: everything that a clone holds, on as many cores as there are. */
export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'node',
          include: [ALL],
          exclude: [...WORKERS, DATA, PACKAGES],
          sequence: { groupOrder: 0 },
          // A page may need more than the default second on a machine that does other work.
          expect: { poll: { timeout: 10_000 } },
          // A worker loads what many files import once; what a test replaced is put back after it.
          isolate: false,
          restoreMocks: true,
          unstubEnvs: true,
          unstubGlobals: true,
          ...timeouts,
        },
      },
      'test/worker/vitest.config.ts',
      'test/randomness/vitest.config.ts',
      {
        test: {
          name: 'packages',
          include: [PACKAGES],
          fileParallelism: false,
          sequence: { groupOrder: 1 },
          ...timeouts,
        },
      },
    ],
  },
})
