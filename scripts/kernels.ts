/**
 * Compiles the AssemblyScript kernels (`prepare`): the numeric engine's to a file that Node reads,
 * with a type of their names; the scoring kernel also into a TypeScript module, since browsers and
 * Workers get it inlined.
 */
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import asc from 'assemblyscript/asc'
import { kernelNames } from '../training/tensor/calls.ts'

const root = resolve(import.meta.dirname, '..')
const COMMON = ['-O3', '--noAssert', '--runtime', 'stub']

await compile('training/tensor/kernels', [
  '--enable',
  'simd,relaxed-simd,threads',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory',
  '2',
  '--maximumMemory',
  '65536',
])
const tensor = new WebAssembly.Module(readFileSync(join(root, 'training/tensor/kernels.wasm')))
const names = kernelNames(tensor).map((name) => `\n  | '${name}'`)
writeIfNew(
  join(root, 'training/tensor/kernels.generated.ts'),
  `/** What kernels.as.ts exports, written by scripts/kernels.ts. */\nexport type Kernel =${names.join('')}\n`,
)
await compile('engine/kernels/score', ['--enable', 'simd'])
writeIfNew(
  join(root, 'engine/kernels/score.generated.ts'),
  `/** score.as.ts, compiled by scripts/kernels.ts. */\nexport const SCORE_WASM =\n  '${readFileSync(join(root, 'engine/kernels/score.wasm')).toString('base64')}'\n`,
)

async function compile(name: string, flags: string[]): Promise<void> {
  const [source, output] = [join(root, `${name}.as.ts`), join(root, `${name}.wasm`)]
  const changed = Math.max(...sourcesBeside(source).map((file) => statSync(file).mtimeMs))
  if (existsSync(output) && statSync(output).mtimeMs > changed) return
  const { error, stderr } = await asc.main([source, '-o', output, ...flags, ...COMMON])
  if (error) throw new Error(`${name}.as.ts: ${stderr}`)
}

/** Every kernel source in the entry's folder and below, which it may import, and this script. */
function sourcesBeside(entry: string): string[] {
  const names = readdirSync(dirname(entry), { recursive: true, encoding: 'utf8' })
  const kernels = names.filter((name) => name.endsWith('.as.ts'))
  return [import.meta.filename, ...kernels.map((name) => join(dirname(entry), name))]
}

function writeIfNew(path: string, text: string): void {
  if (!existsSync(path) || readFileSync(path, 'utf8') !== text) writeFileSync(path, text)
}
