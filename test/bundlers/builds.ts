import { execFile } from 'node:child_process'
import { cp, mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** One bundler: writes its configuration, builds, and returns the folder to serve. */
export interface Bundler {
  name: string
  /** How the page finds the SDK's files: the bundler copies them, or the site does. */
  assets: 'copied by the bundler' | 'option'
  build(folder: string): Promise<string>
}

/** The page's script. `EDGE` is a global, so that one build serves any edge. */
const script = (assets: string) => `import { createRecommender } from '@tacit-rec/client'
window.tacit = createRecommender({ edge: window.EDGE, engine: 'ort', webgpu: 'off'${assets} })
`

const HTML = '<!doctype html><title>site</title><script src="edge.js"></script>'

async function write(folder: string, files: Record<string, string>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, '..'), { recursive: true })
    await writeFile(join(folder, name), text)
  }
}

/** The page beside the build, for bundlers that build scripts only. */
async function page(out: string, entry: string): Promise<string> {
  await write(out, { 'index.html': `${HTML}<script type="module" src="${entry}"></script>` })
  return out
}

/** As the docs say for bundlers that copy no files: \`assets\`, and a copy of the folder. */
async function copyAssets(folder: string, out: string): Promise<void> {
  await cp(join(folder, 'node_modules/@tacit-rec/client/dist/browser'), join(out, 'tacit'), {
    recursive: true,
  })
}

const bin = (folder: string, name: string, ...args: string[]) =>
  run(join(folder, 'node_modules/.bin', name), args, { cwd: folder })
const node = (folder: string, file: string) => run(process.execPath, [file], { cwd: folder })
const OPTION = ", assets: '/tacit/'"

export const BUNDLERS: Bundler[] = [
  {
    name: 'Vite 8',
    assets: 'copied by the bundler',
    async build(folder) {
      await write(folder, {
        'index.html': `${HTML}<script type="module" src="/main.js"></script>`,
        'main.js': script(''),
      })
      await bin(folder, 'vite', 'build', '--outDir', 'out')
      return join(folder, 'out')
    },
  },
  ...(['webpack', '@rspack/core'] as const).map(
    (name): Bundler => ({
      name: name === 'webpack' ? 'webpack 5' : 'Rspack 2',
      assets: 'copied by the bundler',
      async build(folder) {
        const config = `{ mode: 'production', entry: './main.js', context: import.meta.dirname,
          output: { path: import.meta.dirname + '/out', filename: 'main.js', publicPath: 'auto' } }`
        await write(folder, {
          'main.js': script(''),
          'build.js': `import * as all from '${name}'
            const bundle = all.rspack ?? all.default
            bundle(${config}, (error, stats) => {
              if (error ?? stats.hasErrors()) throw error ?? new Error(stats.toString())
              if (stats.hasWarnings()) console.log(stats.toString({ all: false, warnings: true }))
            })`,
        })
        await node(folder, 'build.js')
        return page(join(folder, 'out'), 'main.js')
      },
    }),
  ),
  {
    name: 'Rollup 4',
    assets: 'option',
    async build(folder) {
      await write(folder, {
        'main.js': script(OPTION),
        'rollup.config.js': `import resolve from '@rollup/plugin-node-resolve'
          export default { input: 'main.js', plugins: [resolve({ browser: true })],
            output: { dir: 'out', format: 'es' } }`,
      })
      await bin(folder, 'rollup', '-c')
      await copyAssets(folder, join(folder, 'out'))
      return page(join(folder, 'out'), 'main.js')
    },
  },
  {
    name: 'esbuild',
    assets: 'option',
    async build(folder) {
      await write(folder, { 'main.js': script(OPTION) })
      const args = ['main.js', '--bundle', '--format=esm', '--splitting', '--outdir=out']
      await bin(folder, 'esbuild', ...args)
      await copyAssets(folder, join(folder, 'out'))
      return page(join(folder, 'out'), 'main.js')
    },
  },
  {
    name: 'esbuild, classic script',
    assets: 'option',
    async build(folder) {
      await write(folder, { 'main.js': script(OPTION) })
      await bin(folder, 'esbuild', 'main.js', '--bundle', '--format=iife', '--outdir=out')
      await copyAssets(folder, join(folder, 'out'))
      await write(join(folder, 'out'), { 'index.html': `${HTML}<script src="main.js"></script>` })
      return join(folder, 'out')
    },
  },
  {
    name: 'Parcel 2',
    assets: 'option',
    async build(folder) {
      await write(folder, {
        'index.html':
          '<!doctype html><title>site</title><script type="module" src="main.js"></script>',
        'main.js': script(OPTION),
      })
      const args = ['build', 'index.html', '--dist-dir', 'out', '--no-cache', '--no-source-maps']
      await bin(folder, 'parcel', ...args)
      await copyAssets(folder, join(folder, 'out'))
      return join(folder, 'out')
    },
  },
  {
    name: 'Next 16',
    assets: 'copied by the bundler',
    async build(folder) {
      await write(folder, {
        'next.config.mjs': "export default { output: 'export', distDir: 'out' }",
        'app/layout.js': 'export default ({ children }) => <html><body>{children}</body></html>',
        'app/page.js': `'use client'
          import { useEffect } from 'react'
          import { createRecommender } from '@tacit-rec/client'
          export default function Page() {
            useEffect(() => {
              const tacit = createRecommender({ edge: window.EDGE, engine: 'ort', webgpu: 'off' })
              window.tacit = tacit
              return () => void tacit.dispose()
            }, [])
            return <p>site</p>
          }`,
      })
      await run(join(folder, 'node_modules/.bin/next'), ['build'], {
        cwd: folder,
        env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', CI: '1' },
      })
      return join(folder, 'out')
    },
  },
]
