import { spawnSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')

/** Runs a script in a process that says it is another version of Node. */
function runAs(version: string, script: string, ...args: string[]) {
  const disguise = join(mkdtempSync(join(tmpdir(), 'tacit-node-')), 'disguise.cjs')
  const versions = `{ ...process.versions, node: '${version}' }`
  writeFileSync(disguise, `Object.defineProperty(process, 'versions', { value: ${versions} })`)
  const command = ['--require', disguise, join(ROOT, script), ...args]
  return spawnSync(process.execPath, command, { encoding: 'utf8' })
}

describe.each([
  ['the command', 'tacit-rec/bin/tacit.js', '--version'],
  ["the clone's scripts", 'scripts/require-node.js'],
])('on an older Node %s', (_, script, ...args) => {
  it.each(['18.20.8', '20.20.2', '22.17.1'])('%s: says in one sentence what is needed', (node) => {
    const { status, stdout, stderr } = runAs(node, script, ...args)
    expect(stderr).toBe(
      `tacit: Node ${node} is too old: install Node 22.18 or newer (https://nodejs.org)\n`,
    )
    expect(stdout).toBe('')
    expect(status).toBe(2)
  })

  it('22.18.0 is enough', () => {
    expect(runAs('22.18.0', script, ...args)).toMatchObject({ status: 0, stderr: '' })
  })
})
