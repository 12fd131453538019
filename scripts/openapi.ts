/**
 * Writes the edge's OpenAPI document (`prepare`) from what its routes declare. The generator runs
 * here, because it would quadruple the size of the Worker.
 */
import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { Hono } from 'hono'
import {
  type DescribeRouteOptions,
  describeRoute,
  type GenerateSpecOptions,
  generateSpecs,
  resolver,
  validator,
} from 'hono-openapi'
import { type Answer, declarationOf, type Operation } from '../worker/declare.ts'
import { app } from '../worker/index.ts'
import { ProblemBody } from '../worker/problem.ts'

const FILE = resolve(import.meta.dirname, '../worker/openapi.generated.ts')

const problem = await resolver(ProblemBody).toOpenAPISchema()

const OPTIONS: Partial<GenerateSpecOptions> = {
  documentation: {
    openapi: '3.1.0',
    info: {
      title: 'Tacit edge',
      description: 'Serves packs and facts about items. Stores nothing about its callers.',
      version: '1',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      schemas: { Problem: problem.schema },
    },
  },
  excludeStaticFile: false,
  defaultValidationErrorResponse: false,
}

/** The document of all routes that the edge declares. */
export async function buildDocument() {
  const declared = new Hono()
  for (const { method, path, handler } of app.routes) {
    const declaration = declarationOf(handler)
    if (!declaration) continue
    const middleware =
      'operation' in declaration
        ? describeRoute(describe(declaration.operation))
        : // The result of a schema, since its input is text in any case.
          validator(declaration.target, declaration.schema, undefined, {
            options: { typeMode: 'output' },
          })
    declared.on(method, path, middleware)
  }
  const document = await generateSpecs(declared, OPTIONS)
  for (const methods of Object.values(document.paths))
    for (const operation of Object.values(methods ?? {})) mergeSecurity(operation)
  return document
}

/** The generator adds what a prefix requires once for each middleware of a route. */
function mergeSecurity(operation: unknown): void {
  const { security } = operation as { security?: object[] }
  if (security) security.splice(1)
}

function describe({ summary, answers, problems, bearer }: Operation): DescribeRouteOptions {
  const responses: NonNullable<DescribeRouteOptions['responses']> = {}
  for (const [status, answer] of Object.entries(answers ?? {}))
    responses[status] = { description: answer.description, content: contentOf(answer) }
  for (const [status, description] of Object.entries(problems ?? {}))
    responses[status] = {
      description,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  return { summary, responses, security: bearer ? [{ bearer: [] }] : undefined }
}

function contentOf({ schema, types = ['application/json'] }: Answer) {
  const media = types.map((type) => {
    const isJson = type === 'application/json' && schema
    return [type, isJson ? { schema: resolver(schema) } : {}]
  })
  return types.length ? Object.fromEntries(media) : undefined
}

if (import.meta.main) {
  const document = JSON.stringify(await buildDocument())
  writeFileSync(
    FILE,
    `/** The routes as OpenAPI 3.1, written by scripts/openapi.ts. */\nexport const openapi = ${document}\n`,
  )
}
