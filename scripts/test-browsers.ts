/**
 * `npm run test:browsers`: the suites of pages in Chromium, Firefox and WebKit.
 *
 * Environment: `BROWSERS=others` leaves out what `npm test` has run. `ENGINES=firefox,webkit` chooses
 * engines. `INTERLEAVINGS`, `NAVIGATIONS` and `HOURS` are counts for each engine. Arguments go to
 * Vitest.
 */
import { spawnSync } from 'node:child_process'
import { resolve } from 'node:path'

/** `npm test` runs them in one engine, or with smaller counts. */
const FURTHER = [
  'test/client/capture.test.ts',
  'test/client/day.test.ts',
  'test/client/interleavings.test.ts',
  'test/client/navigation.test.ts',
  'test/client/network.test.ts',
  'test/client/sdk.test.ts',
  'test/client/storage.test.ts',
  'test/client/worker.test.ts',
  'test/contribute/client.test.ts',
  'test/e2e/main-path.test.ts',
  'test/elements/controls.test.ts',
  'test/elements/devtools.test.ts',
  'test/elements/privacy.test.ts',
  'test/elements/search.test.ts',
  'test/elements/shelf.test.ts',
  'test/privacy',
]

/** `npm test` runs them in all engines. */
const SAME = [
  'test/browser',
  'test/client/contexts.test.ts',
  'test/elements/page.test.ts',
  'test/elements/server.test.ts',
]

const { BROWSERS = 'all', HOURS = '24', INTERLEAVINGS = '3400', NAVIGATIONS = '25' } = process.env
const files = BROWSERS === 'others' ? FURTHER : [...FURTHER, ...SAME]
const vitest = resolve(import.meta.dirname, '../node_modules/vitest/vitest.mjs')
const { status } = spawnSync(
  process.execPath,
  [vitest, 'run', '--no-color', '--project', 'node', ...files, ...process.argv.slice(2)],
  {
    stdio: 'inherit',
    env: { ...process.env, BROWSERS, HOURS, INTERLEAVINGS, NAVIGATIONS },
  },
)
process.exitCode = status ?? 1
