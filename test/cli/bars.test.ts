import { execFile } from 'node:child_process'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { showProgress } from '../../training/cli/bars.ts'
import { folders } from '../data/folder.ts'

const BIN = resolve(import.meta.dirname, '../../tacit-rec/bin/tacit.js')
const folder = folders()

/** A terminal that records what is written. */
function terminal() {
  const drawn: string[] = []
  const write = (text: string) => Boolean(drawn.push(text))
  return { drawn, stream: { isTTY: true, columns: 120, write } as unknown as NodeJS.WriteStream }
}

const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length

describe('a bar on a terminal', () => {
  it('shows the remaining time, and its final state at the end', async () => {
    const { drawn, stream } = terminal()
    const task = showProgress(stream).task('counting', 4)
    task.update(1, 'so far')
    await wait(250)
    expect(drawn.join('')).toMatch(/counting .* 25% .*ETA \d+s so far/)
    task.end('all')
    expect(drawn.join('')).toMatch(/counting .* 100% .* all.*\n$/s)
  })

  it('stops drawing when progress stops, even if its task did not end', async () => {
    const { drawn, stream } = terminal()
    const before = timers()
    const progress = showProgress(stream)
    progress.task('reading', 2).update(1)
    expect(timers()).toBe(before + 1)
    progress.stop()
    expect(timers()).toBe(before)
    progress.note('tacit: it broke')
    await wait(250)
    expect(drawn.join('')).toMatch(/reading .* 50% .*\ntacit: it broke\n$/s)
  })
})

// `script` of util-linux runs a command on a terminal of its own.
describe.runIf(process.platform === 'linux')('tacit on a terminal', () => {
  it('prints the error last if a task fails', async () => {
    const shop = folder({ 'events.csv': 'user,item,time\nu,a,1\nu,b,soon\nu,c,later\n' })
    const command = `${process.execPath} ${BIN} train ${join(shop, 'events.csv')} --out ${shop}/no`
    const args = ['-qec', command, '/dev/null']
    const failed = promisify(execFile)('script', args, { timeout: 30_000 })
    failed.child.stdin?.end()
    const { code, killed, stdout } = await failed.catch((error) => error)
    expect({ code, killed }).toEqual({ code: 2, killed: false })
    const lines = stdout.trimEnd().split('\r\n')
    expect(lines.at(-2)).toContain('reading events')
    expect(lines.at(-1)).toMatch(/^tacit: 2 of 3 rows .*events\.csv:3/)
  })
})
