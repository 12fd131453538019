import { TacitError } from '@tacit-rec/pack'
import type { Stored } from './bytes.ts'
import { writeScratch } from './scratch.ts'

let spooled: Promise<Stored> | null = null

/** Standard input as a temporary file, which is deleted when the process ends. */
export function standardInput(): Promise<Stored> {
  spooled ??= spool()
  return spooled
}

async function spool(): Promise<Stored> {
  if (process.stdin.isTTY) {
    throw new TacitError('data/missing-file', '-: nothing is piped in: write `… | tacit train -`')
  }
  const { path } = await writeScratch(process, 'txt', async (write) => {
    for await (const bytes of process.stdin) await write(bytes)
  })
  return { path: 'standard input', file: path }
}
