import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { resolve } from 'node:path'

export const START = resolve(import.meta.dirname, '../../scripts/start/index.ts')

/** A shop that runs. */
export interface Started {
  process: ChildProcess
  url: string
  /** All that it printed until the shop was open. */
  printed: string
}

/** `npm start`, as its own process. */
export async function start(...args: string[]): Promise<Started> {
  const child = spawn(process.execPath, [START, ...args])
  let printed = ''
  return new Promise((opened, failed) => {
    const read = (chunk: Buffer) => {
      printed += chunk
      const url = /The shop is open: (\S+)/.exec(printed)?.[1]
      if (url) opened({ process: child, url, printed })
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => failed(new Error(`it ended with ${code}: ${printed}`)))
  })
}

/** Ends it as Ctrl-C does. @returns its exit code */
export async function stop({ process: child }: Started): Promise<unknown> {
  const ended = once(child, 'exit')
  child.kill('SIGINT')
  return (await ended)[0]
}

export async function freePort(): Promise<string> {
  const probe = createServer().listen(0, '127.0.0.1')
  await once(probe, 'listening')
  const { port } = probe.address() as AddressInfo
  probe.close()
  return String(port)
}
