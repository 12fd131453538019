import { resolve } from 'node:path'
import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { defineConfig } from 'vitest/config'

process.env.CLOUDFLARE_CF_FETCH_ENABLED = 'false'

/** The Worker's tests run inside workerd, with a real R2 binding, offline. */
export default defineConfig({
  plugins: [
    cloudflareTest({
      main: resolve(import.meta.dirname, '../../worker/index.ts'),
      miniflare: {
        compatibilityDate: '2026-10-01',
        r2Buckets: ['PACKS'],
        modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm'] }],
        bindings: { ADMIN_TOKEN: 'correct-horse', RANK: 'another, ranked' },
      },
    }),
  ],
  test: { name: 'worker', include: ['*.test.ts'], root: import.meta.dirname },
})
