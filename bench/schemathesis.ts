/**
 * Fuzzes every route of the edge in bare workerd against its OpenAPI document: once with names that
 * exist, once with any. Needs schemathesis: `pip install schemathesis`, on the path or as
 * SCHEMATHESIS. Exits with 1 if it finds a failure.
 *
 *   node bench/schemathesis.ts [--examples 50] [--seed 1]
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startBucket } from '../test/edge/bare/bucket.ts'
import { startBare } from '../test/edge/bare/workerd.ts'
import { randomPack } from '../test/pack/random-pack.ts'

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
  },
})
const TOKEN = 'correct-horse'
const DOCUMENT = resolve(import.meta.dirname, '../worker/assets/openapi.json')

const pack = await randomPack({ items: 60, dim: 8, intents: 2, seed: 5 })
const bucket = await startBucket()
const edge = await startBare({ bucket: bucket.address, variables: { RANK: '*' } })
const folder = mkdtempSync(join(tmpdir(), 'tacit-schemathesis-'))
const authorization = `Bearer ${TOKEN}`

async function publish(catalogue: string): Promise<void> {
  const admin = `${edge.url}/v1/c/${catalogue}/admin`
  const headers = { authorization }
  for (const [name, bytes] of pack.files)
    await fetch(`${admin}/files/${name}`, { method: 'PUT', headers, body: bytes as BodyInit })
  const body = JSON.stringify(pack.manifest)
  const response = await fetch(`${admin}/promote`, { method: 'POST', headers, body })
  if (!response.ok) throw new Error(await response.text())
}

/** What the document cannot say: which names exist, and which bodies fit to what is stored. */
function configOf(names: Record<string, string>): string {
  const parameters = Object.entries(names).map(([name, value]) => `"${name}" = "${value}"`)
  return `[auth.openapi.bearer]
bearer = "${TOKEN}"

[parameters]
${parameters.join('\n')}

# A body that fits its schema still has to fit to its name (a file) or to what is stored (a manifest).
[[operations]]
include-operation-id = ["putAdminFiles", "postAdminPromote"]
checks.positive_data_acceptance.enabled = false
`
}

function fuzz(title: string, names: Record<string, string>): boolean {
  const config = join(folder, 'schemathesis.toml')
  writeFileSync(config, configOf(names))
  console.log(`\n# ${title}`)
  const command = process.env.SCHEMATHESIS ?? 'schemathesis'
  const args = ['--config-file', config, 'run', DOCUMENT, '--url', edge.url]
  const bounds = ['--max-examples', values.examples, '--seed', values.seed]
  const options = ['--checks', 'all', '--continue-on-failure', '--no-color']
  const { status, error } = spawnSync(command, [...args, ...bounds, ...options], {
    stdio: 'inherit',
    cwd: folder,
  })
  if (error) throw new Error(`${command} does not run: pip install schemathesis`, { cause: error })
  return status === 0
}

try {
  await publish('default')
  const id = pack.loaded.catalogue.ids[0]
  const known = {
    'path.catalogue': 'default',
    'path.id': id,
    'path.name': [...pack.files.keys()][0],
  }
  const passed = [fuzz('names that exist', known), fuzz('any names', {})]
  process.exitCode = passed.every(Boolean) ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
  await edge.stop()
  await bucket.close()
}
