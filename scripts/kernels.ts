/**
 * Generates the files that git does not hold (`prepare`):
 *
 * - `training/tensor/kernels.wasm` from every AssemblyScript file in `kernels/` (those in
 *   `kernels/shared/` export helpers, not kernels), with a type of the kernels' names;
 * - `training/tensor/ops.generated.ts`, which exports every op in `ops/`;
 * - `training/tensor/thread.generated.js` and `training/contribute/slice-thread.generated.js`, which the
 *   threads of a checkout run: where Node strips types in several threads, V8 crashes now and then;
 * - the engine's scoring kernel as a TypeScript module, because browsers and Workers get it inlined.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import asc from 'assemblyscript/asc'
import { build } from 'esbuild'
import { kernelNames } from '../training/tensor/calls.ts'

const root = resolve(import.meta.dirname, '..')
const COMMON = ['-O3', '--noAssert', '--runtime', 'stub']

const tensor = join(root, 'training/tensor')
const kernels = join(tensor, 'kernels.wasm')
await compile(
  filesIn(join(tensor, 'kernels')).filter((file) => file.endsWith('.as.ts')),
  kernels,
  [
    '--enable',
    'simd,relaxed-simd,threads',
    '--importMemory',
    '--sharedMemory',
    '--initialMemory',
    '2',
    '--maximumMemory',
    '65536',
  ],
)
const names = kernelNames(new WebAssembly.Module(readFileSync(kernels)))
writeIfNew(
  join(tensor, 'kernels.generated.ts'),
  `/** The exports of kernels/, written by scripts/kernels.ts. */\nexport type Kernel =${names.map((name) => `\n  | '${name}'`).join('')}\n`,
)
const ops = readdirSync(join(tensor, 'ops')).sort()
writeIfNew(
  join(tensor, 'ops.generated.ts'),
  `// Every op, written by scripts/kernels.ts.\n${ops.map((file) => `export * from './ops/${file}'\n`).join('')}`,
)
for (const thread of ['tensor/thread', 'contribute/slice-thread'])
  await build({
    entryPoints: [join(root, `training/${thread}.ts`)],
    outfile: join(root, `training/${thread}.generated.js`),
    bundle: true,
    platform: 'node',
    format: 'esm',
    logLevel: 'error',
  })
const score = join(root, 'engine/kernels/score')
await compile([`${score}.as.ts`], `${score}.wasm`, ['--enable', 'simd'])
writeIfNew(
  `${score}.generated.ts`,
  `/** score.as.ts, compiled by scripts/kernels.ts. */\nexport const SCORE_WASM =\n  '${readFileSync(`${score}.wasm`).toString('base64')}'\n`,
)

/** Compiles entry files into one module, unless it is newer than their folder's content. */
async function compile(entries: string[], output: string, flags: string[]): Promise<void> {
  const folder = dirname(entries[0])
  const folders = [folder, ...filesIn(folder).filter((path) => statSync(path).isDirectory())]
  // A folder's own time changes when a file is added or removed.
  const sources = folders.flatMap((path) => [
    ...(path === dirname(output) ? [] : [path]),
    ...filesIn(path).filter((file) => file.endsWith('.as.ts')),
  ])
  const changed = [import.meta.filename, ...sources].map((path) => statSync(path).mtimeMs)
  if (existsSync(output) && statSync(output).mtimeMs > Math.max(...changed)) return
  const { error, stderr } = await asc.main([...entries, '-o', output, ...flags, ...COMMON])
  if (error) throw new Error(`${output}: ${stderr}`)
}

function filesIn(folder: string): string[] {
  return readdirSync(folder)
    .sort()
    .map((name) => join(folder, name))
}

function writeIfNew(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
