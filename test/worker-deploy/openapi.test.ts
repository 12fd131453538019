import { execFile } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { buildDocument } from '../../scripts/openapi/document.ts'
import { app } from '../../worker/index.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const ASSETS = join(ROOT, 'worker/assets')
const run = promisify(execFile)

// biome-ignore lint/suspicious/noExplicitAny: a document is read freely here
const document: any = JSON.parse(JSON.stringify(await buildDocument()))
const PROBLEM = { $ref: '#/components/schemas/Problem' }
const route = (method: string, path: string) => document.paths[`/v1/${path}`][method]

it('is what the static file says', async () => {
  const written = JSON.parse(await readFile(join(ASSETS, 'openapi.json'), 'utf8'))
  expect(written, 'run node scripts/openapi/index.ts').toEqual(document)
})

it('documents every route, and no other', () => {
  const routes = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`)
  const documented = Object.entries<object>(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(documented.sort()).toEqual([...new Set(routes)].sort())
})

it('has a schema for every answer, and problem+json for every error', () => {
  for (const [path, methods] of Object.entries<object>(document.paths))
    for (const operation of Object.values(methods)) {
      expect(operation).toMatchObject({ summary: expect.any(String), responses: { 400: {} } })
      for (const [status, { content }] of Object.entries<{ content?: object }>(
        operation.responses,
      )) {
        if (status >= '400')
          expect(content, path).toEqual({ 'application/problem+json': { schema: PROBLEM } })
        else
          for (const media of Object.values(content ?? {})) expect(media).toHaveProperty('schema')
      }
    }
})

it('describes parameters as they are read, and bodies whole', () => {
  const popular = route('get', 'c/{catalogue}/popular')
  expect(popular.operationId).toBe('getPopular')
  expect(popular.parameters).toMatchObject([
    { in: 'path', name: 'catalogue', schema: { pattern: '^[a-z0-9][a-z0-9-]{0,62}$' } },
    { in: 'query', name: 'limit', schema: { type: 'integer', minimum: 1, maximum: 100 } },
    { in: 'query', name: 'category' },
    { in: 'query', name: 'include_unlisted', schema: { enum: ['true', 'false'] } },
  ])
  expect(popular.security).toBeUndefined()
  const promote = route('post', 'c/{catalogue}/admin/promote')
  expect(promote.security).toEqual([{ bearer: [] }])
  expect(promote.requestBody).toEqual({
    required: true,
    content: {
      'application/json': { schema: { $ref: '#/components/schemas/Manifest' } },
      'application/vnd.dsse+json': { schema: { $ref: '#/components/schemas/Envelope' } },
    },
  })
  const tenant = route('put', 'tenants/{catalogue}')
  const { schema } = tenant.requestBody.content['application/json']
  expect(Object.keys(schema.properties)).toEqual(['key', 'origins', 'limits', 'signers'])
  expect(schema.additionalProperties).toBe(false)
  expect(document.components.schemas.Envelope.required).toEqual([
    'payload',
    'payloadType',
    'signatures',
  ])
})

it('passes redocly lint without an error or a warning', async () => {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const args = ['lint', '--format=json', '--extends=recommended', join(ASSETS, 'openapi.json')]
  const { stdout } = await run(join(ROOT, 'node_modules/.bin/redocly'), args, { env })
  const { totals, problems } = JSON.parse(stdout)
  expect(problems.map(({ ruleId }: { ruleId: string }) => ruleId)).toEqual([])
  expect(totals).toMatchObject({ errors: 0, warnings: 0 })
})

it('has a reference page that loads nothing', async () => {
  const page = await readFile(join(ASSETS, 'reference/index.html'), 'utf8')
  for (const path of Object.keys(document.paths)) expect(page).toContain(path)
  expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`)
  expect(page).not.toMatch(/<script|<link|src=|https?:/)
})
