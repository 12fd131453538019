import { type ChildProcess, spawn } from 'node:child_process'
import { createServer } from 'node:net'
import { basename } from 'node:path'
import { TacitError } from '@tacit-rec/pack'

let running: ChildProcess | undefined

/**
 * Runs one of our programs with this Node; its bars appear on this terminal.
 *
 * @throws TacitError `start/step` if it fails, after it printed its own message
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

/** Ends the running program, and waits until it has ended. */
export async function endChildren(): Promise<void> {
  const child = running
  if (!child) return
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), 3000)
  await ended
  clearTimeout(timer)
}

/** @throws TacitError `start/port` if the port is in use: checked before anything is trained */
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
