import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { basename } from 'node:path'
import { TacitError } from '@tacit-rec/pack'

let running: ChildProcess | undefined

/**
 * Runs one of our programs with this Node, its bars on this terminal.
 *
 * @throws TacitError `start/step` where it does not end well; it has said why itself
 */
export function runNode(folder: string, args: readonly string[]): Promise<void> {
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, args, {
      cwd: folder,
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    running = child
    child.once('error', failed)
    child.once('exit', (code, signal) => {
      running = undefined
      const what = `${basename(args[0])} ended with ${signal ?? `code ${code}`}`
      if (code === 0) done()
      else failed(new TacitError('start/step', `${what}: see its message above`))
    })
  })
}

/** Ends what is running, and waits until it has. */
export async function endChildren(): Promise<void> {
  const child = running
  if (!child) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const impatient = setTimeout(() => child.kill('SIGKILL'), 3000)
  await ended
  clearTimeout(impatient)
}

/** @throws TacitError `start/port` where something else listens, before anything is trained for it */
export function assertFree(port: number): Promise<void> {
  return new Promise((free, taken) => {
    const probe = createServer()
    probe.once('error', ({ code }: NodeJS.ErrnoException) => {
      const why = code === 'EADDRINUSE' ? 'is in use' : `cannot be used (${code})`
      taken(new TacitError('start/port', `port ${port} ${why}: choose another with --port`))
    })
    probe.listen(port, '127.0.0.1', () => probe.close(() => free()))
  })
}
