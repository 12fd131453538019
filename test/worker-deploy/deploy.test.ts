import { execFile } from 'node:child_process'
import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, it } from 'vitest'

const ROOT = resolve(import.meta.dirname, '../..')
const MAX_GZIP = 40_000

const run = promisify(execFile)
const path = [dirname(process.execPath), process.env.PATH].join(delimiter)
// A local edge, which another file may have started in this process, makes wrangler silent.
const env = { ...process.env, PATH: path, WRANGLER_SEND_METRICS: 'false', WRANGLER_LOG: 'log' }
let clone: string

// The files that git has or would take, and what `npm ci` makes.
beforeAll(async () => {
  clone = await mkdtemp(join(tmpdir(), 'tacit-clone-'))
  const list = ['ls-files', '--cached', '--others', '--exclude-standard']
  const { stdout } = await run('git', list, { cwd: ROOT })
  const rooms = /^(client|engine|pack|scripts|worker)\/|^(package\.json|wrangler\.toml)$/
  for (const file of stdout.split('\n').filter((name) => rooms.test(name)))
    await cp(join(ROOT, file), join(clone, file))
  await symlink(join(ROOT, 'node_modules'), join(clone, 'node_modules'))
})

afterAll(() => rm(clone, { recursive: true }))

it('wrangler deploys a fresh clone, with the SDK beside a small Worker', async () => {
  const args = ['wrangler', 'deploy', '--dry-run', '--minify', '--outdir', 'out']
  const { stdout } = await run('npx', args, { cwd: clone, env })
  expect(stdout).toContain('env.PACKS (tacit-packs)')
  expect(stdout).toMatch(/env\.RATE_LIMIT .*1000 requests\/10s/)
  expect(await readdir(join(clone, 'worker/assets/tacit'))).toEqual(
    expect.arrayContaining(['tacit.js', 'ort-wasm.js', 'ort-webgpu.js']),
  )
  const bundle = await readFile(join(clone, 'out/index.js'))
  expect(gzipSync(bundle).length).toBeLessThan(MAX_GZIP)
  // The document and its generator stay outside: hono-openapi alone would add 94 kB.
  const text = bundle.toString()
  expect(text).not.toMatch(/openapi/i)
  expect(text).not.toMatch(/json-?schema/i)
  const assets = join(clone, 'worker/assets')
  expect(JSON.parse(await readFile(join(assets, 'openapi.json'), 'utf8'))).toHaveProperty('paths')
  expect(await readFile(join(assets, 'reference/index.html'), 'utf8')).toContain('</html>')
})
