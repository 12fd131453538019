/**
 * Fuzzes every route of the edge in bare workerd against its OpenAPI document: once with names that
 * exist, once with any. Needs schemathesis: `pip install schemathesis`, on the path or as
 * SCHEMATHESIS. Exits with 1 if it finds a failure.
 *
 *   node bench/schemathesis.ts [--examples 50] [--seed 1] [--phases fuzzing] [--operation getPopular]
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { startBucket } from '../test/edge/bare/bucket.ts'
import { startBare } from '../test/edge/bare/workerd.ts'
import { indexed } from '../test/pack/indexed.ts'
import { randomPack } from '../test/pack/random-pack.ts'

const { values } = parseArgs({
  options: {
    examples: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    phases: { type: 'string', default: 'coverage,fuzzing,stateful' },
    operation: { type: 'string' },
  },
})
const TOKEN = 'correct-horse'
const DOCUMENT = resolve(import.meta.dirname, '../worker/assets/openapi.json')

const built = await randomPack({ items: 60, dim: 8, intents: 2, seed: 5 })
const pack = await indexed(built, built.loaded)
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

/** Operations whose valid requests can be refused for what no schema says, and why. */
const CONDITIONAL = {
  putAdminFiles: 'the name is the hash of the body',
  postAdminPromote: 'the files of the manifest are stored, and fit each other',
  putTenants: 'an origin is in the form that browsers send',
  getItems: 'at least one of the parameters is there',
  getItemsJson: 'at least one of the parameters is there',
  getItemsSafetensors: 'at least one of the parameters is there',
  postRank: 'the pack knows the kind of an event',
}

/** @param names names that exist, by operation; `*` for all */
function configOf(names: Record<string, Record<string, string>>): string {
  const table = (values: Record<string, string> = {}) =>
    Object.entries(values).map(([name, value]) => `"${name}" = "${value}"`)
  const conditional = Object.entries(CONDITIONAL).map(
    ([id, why]) => `# ${why}
[[operations]]
include-operation-id = "${id}"
checks.positive_data_acceptance.expected-statuses = ["2xx", "403", "404", "409", "413", "422"]`,
  )
  const own = Object.entries(names).filter(([id]) => id !== '*')
  return `[auth.openapi.bearer]
bearer = "${TOKEN}"

[parameters]
${table(names['*']).join('\n')}

# A body of too many items may have too many bytes first.
[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "409", "413", "415", "422"]

${conditional.join('\n\n')}

${own.map(([id, values]) => `[[operations]]\ninclude-operation-id = "${id}"\n[operations.parameters]\n${table(values).join('\n')}`).join('\n\n')}
`
}

/** Asynchronous, since the bucket behind the edge lives in this process. */
async function fuzz(
  title: string,
  names: Record<string, Record<string, string>>,
): Promise<boolean> {
  const config = join(folder, 'schemathesis.toml')
  writeFileSync(config, configOf(names))
  console.log(`\n# ${title}`)
  const command = process.env.SCHEMATHESIS ?? 'schemathesis'
  const args = ['--config-file', config, 'run', DOCUMENT, '--url', edge.url]
  const bounds = ['--max-examples', values.examples, '--seed', values.seed]
  const options = [
    '--phases',
    values.phases,
    '--checks',
    'all',
    '--continue-on-failure',
    '--no-color',
  ]
  if (values.operation) options.push('--include-operation-id', values.operation)
  const child = spawn(command, [...args, ...bounds, ...options], { stdio: 'inherit', cwd: folder })
  const [status] = await once(child, 'exit')
  return status === 0
}

try {
  await publish('default')
  const id = built.loaded.catalogue.ids[0]
  const name = { 'path.name': [...pack.files.keys()][0] }
  const known = {
    '*': { 'path.catalogue': 'default' },
    getItemsSimilar: { 'path.id': id },
    getItems: { 'query.ids': id },
    getItemsJson: { 'query.ids': id },
    getItemsSafetensors: { 'query.ids': id },
    getFiles: name,
    getAdminManifests: { 'path.name': '1.json' },
  }
  const passed = await fuzz('names that exist', known)
  process.exitCode = (await fuzz('any names', {})) && passed ? 0 : 1
} finally {
  rmSync(folder, { recursive: true })
  await edge.stop()
  await bucket.close()
}
