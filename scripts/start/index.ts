/**
 * `npm start`: prepares data, trains a pack, builds the shop, starts an edge and prints an address
 * to open. A step whose inputs have not changed since the last start is skipped.
 *
 *   npm start -- [--data DIR] [--port 8787] [--preset quick]
 */
import { join } from 'node:path'
import { TacitError } from '@tacit-rec/pack'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { assertFree, endChildren } from './children.ts'
import { prepareData } from './data.ts'
import { isFlagError, readFlags } from './flags.ts'
import { progress } from './once.ts'
import { publishPack, trainPack } from './pack.ts'
import { SHOP, STATE } from './paths.ts'
import { buildShop } from './shop.ts'
import { adminToken } from './token.ts'

let edge: LocalEdge | undefined
let closing = false

async function main(): Promise<void> {
  const began = performance.now()
  const flags = readFlags()
  await assertFree(flags.port)
  const folder = await prepareData(flags.data)
  const pack = await trainPack(folder, flags)
  await buildShop()
  const task = progress.task('starting the edge', 1)
  const token = adminToken()
  const config = join(SHOP, 'wrangler.toml')
  edge = await startEdge({ port: flags.port, persistTo: join(STATE, 'edge'), token, config })
  task.end()
  listen()
  await publishPack(pack, edge.url, token)
  const seconds = ((performance.now() - began) / 1000).toFixed(1)
  printBox(`The shop is open: ${edge.url}`, `Ready in ${seconds} s. Ctrl-C closes it.`)
}

function printBox(...lines: string[]): void {
  const width = Math.max(...lines.map((line) => line.length)) + 4
  const body = lines.map((line) => `│  ${line.padEnd(width - 2)}│\n`).join('')
  process.stdout.write(`\n┌${'─'.repeat(width)}┐\n${body}└${'─'.repeat(width)}┘\n`)
}

function listen(): void {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    // Wrangler listens too, and would end this process before the edge is closed.
    process.removeAllListeners(signal)
    process.on(signal, close)
  }
}

/** On Ctrl-C: ends children first, then the edge, without a message. */
async function close(): Promise<void> {
  if (closing) return
  closing = true
  const open = edge !== undefined
  await endAll()
  process.exit(open ? 0 : 130)
}

async function endAll(): Promise<void> {
  await endChildren()
  await edge?.dispose()
}

/** Exit code 2 if the user can fix it; a stack and 1 otherwise. */
async function fail(error: unknown): Promise<void> {
  const expected = error instanceof TacitError || isFlagError(error)
  progress.stop()
  process.stderr.write(`tacit: ${error instanceof Error ? error.message : error}\n`)
  if (!expected && error instanceof Error) process.stderr.write(`${error.stack}\n`)
  await endAll()
  process.exit(expected ? 2 : 1)
}

listen()
try {
  await main()
} catch (error) {
  if (!closing) await fail(error)
}
