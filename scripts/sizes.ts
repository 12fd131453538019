/**
 * `npm run sizes`: builds what a page loads and holds it to the budgets in `.size-limit.json`. The
 * adapters are measured alone: without their framework, and without the elements, which have budgets
 * of their own. So are rules, which are a part of the Worker.
 */
import { execFileSync } from 'node:child_process'
import { resolve } from 'node:path'
import { build } from 'esbuild'

const root = resolve(import.meta.dirname, '..')

export async function checkSizes(): Promise<void> {
  execFileSync(process.execPath, ['client/build.ts'], { cwd: root, stdio: 'ignore' })
  await build({
    entryPoints: {
      react: 'client/react/index.ts',
      vue: 'client/vue/index.ts',
      rules: 'client/shape/plan.ts',
    },
    absWorkingDir: root,
    outdir: '.tacit/sizes',
    bundle: true,
    format: 'esm',
    minify: true,
    target: 'es2022',
    external: ['react', 'vue', '../elements/index.ts'],
    logLevel: 'error',
  })
  execFileSync('npx', ['--no-install', 'size-limit'], { cwd: root, stdio: 'inherit' })
}

if (import.meta.main) await checkSizes()
