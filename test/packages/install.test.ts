import { execFile } from 'node:child_process'
import { access, mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, it } from 'vitest'
import { PUBLISHED, packWorkspace } from '../../scripts/published.ts'
import { writeCheckerboard } from '../checkerboard/data.ts'

const LIBRARIES = PUBLISHED.filter((name) => name !== 'tacit-rec')
const run = promisify(execFile)

let site: string

// What a user gets: tarballs that hold JavaScript, installed in an empty project.
beforeAll(async () => {
  const tarballs = await mkdtemp(join(tmpdir(), 'tacit-tarballs-'))
  const files = PUBLISHED.map((name) => packWorkspace(name, tarballs))
  site = await mkdtemp(join(tmpdir(), 'tacit-site-'))
  await writeFile(join(site, 'package.json'), '{ "name": "site", "type": "module" }')
  await run('npm', ['install', '--prefer-offline', '--ignore-scripts', ...files], { cwd: site })
}, 300_000)

describe('packages from their tarballs', () => {
  it.each(LIBRARIES.filter((name) => name !== 'worker'))('imports @tacit-rec/%s', async (name) => {
    const code = `import * as all from '@tacit-rec/${name}'; console.log(Object.keys(all).length > 0)`
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', code], {
      cwd: site,
    })
    expect(stdout).toBe('true\n')
  })

  it('ships no sources, only what runs and its types', async () => {
    for (const name of LIBRARIES) {
      const files = await readdir(join(site, 'node_modules/@tacit-rec', name), { recursive: true })
      const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts'))
      expect(sources).toEqual([])
      expect(files).toContain(join('dist', 'index.d.ts'))
    }
  })

  it('trains and inspects with the installed command', async () => {
    const data = await writeCheckerboard()
    await run('npx', ['tacit', 'train', data, '--out', 'pack', '--preset', 'quick'], { cwd: site })
    const { stdout } = await run('npx', ['tacit', 'inspect', 'pack', '--json'], { cwd: site })
    expect(JSON.parse(stdout)).toMatchObject({ items: 24 })
    const version = await run('npx', ['tacit', '--version'], { cwd: site })
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  it('has the command under the name of its own package too', async () => {
    const { stdout } = await run('npx', ['--no-install', 'tacit-rec', '--help'], { cwd: site })
    expect(stdout).toMatch(/^Usage: tacit /)
  })

  it('leaves the peer that is optional to whoever wants it, and says so', async () => {
    await expect(access(join(site, 'node_modules/@huggingface'))).rejects.toThrow('ENOENT')
    const data = await writeCheckerboard()
    await writeFile(join(site, 'config.json'), '{}')
    await mkdir(join(site, 'onnx'))
    await writeFile(join(site, 'onnx/model.onnx'), '')
    const args = ['--provider', 'transformers', '--embedding-model', site, '--out', 'intents']
    const asked = run('npx', ['tacit', 'intents', data, ...args], { cwd: site })
    await expect(asked).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('not installed: npm install @huggingface/transformers'),
    })
  })
})
