import { expect, it } from 'vitest'
import { buildDocument } from '../../scripts/openapi.ts'
import { app } from '../../worker/index.ts'
import { openapi } from '../../worker/openapi.generated.ts'

const document = await buildDocument()

it('serves the document that the routes declare', () => {
  expect(openapi, 'run node scripts/openapi.ts').toEqual(JSON.parse(JSON.stringify(document)))
})

it('documents every route, and no other', () => {
  const routes = app.routes
    .filter(({ method }) => method !== 'ALL')
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(\{[^/]*\})?/g, '{$1}')}`)
  const documented = Object.entries(openapi.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
  )
  expect(documented.sort()).toEqual([...new Set(routes)].sort())
})

it('describes every route, its parameters and its errors', () => {
  const { get: popular } = openapi.paths['/v1/c/{catalogue}/popular']
  const { post: promote } = openapi.paths['/v1/c/{catalogue}/admin/promote']
  for (const methods of Object.values(openapi.paths))
    for (const operation of Object.values(methods))
      expect(operation).toMatchObject({ summary: expect.any(String), responses: { 200: {} } })
  expect(popular.parameters.map(({ in: place, name }) => `${place} ${name}`)).toEqual([
    'path catalogue',
    'query limit',
    'query category',
    'query include_unlisted',
  ])
  expect(popular.parameters[1]).toMatchObject({
    description: 'Max number of items, 20 by default',
    schema: { type: 'integer', minimum: 1, maximum: 100 },
  })
  expect(promote.security).toEqual([{ bearer: [] }])
  expect(Object.keys(promote.responses)).toEqual(['200', '401', '409', '413', '422', '503'])
})
