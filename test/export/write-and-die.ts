import fs from 'node:fs/promises'
import { syncBuiltinESMExports } from 'node:module'
import { randomContents } from '../pack/random-pack.ts'

/**
 * Writes a random pack and kills its own process before the n-th rename:
 * `node write-and-die.ts FOLDER SEED N`. With N past the last one it ends by itself.
 */
const [folder, seed, renames] = process.argv.slice(2)
const rename = fs.rename
let left = Number(renames)
fs.rename = async (from, to) => {
  if (left-- === 0) process.kill(process.pid, 'SIGKILL')
  await rename(from, to)
}
syncBuiltinESMExports()
const { writePack } = await import('../../training/export/index.ts')
const { sequence: _, ...contents } = randomContents({ seed: Number(seed) })
await writePack(folder, contents)
