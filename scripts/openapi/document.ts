/** The edge's OpenAPI document, from what its routes declare. The generator never enters the Worker. */
import { EnvelopeSchema, ManifestSchema } from '@tacit-rec/pack'
import { Hono } from 'hono'
import {
  type DescribeRouteOptions,
  describeRoute,
  type GenerateSpecOptions,
  generateSpecs,
  resolver,
  validator,
} from 'hono-openapi'
import type * as v from 'valibot'
import { type Answer, declarationOf, type Operation } from '../../worker/declare.ts'
import { app } from '../../worker/index.ts'
import { ProblemBody } from '../../worker/problem.ts'

type Document = Awaited<ReturnType<typeof generateSpecs>>

/** Schemas that the document names. Where a route has an equal one, it refers to the name. */
const NAMED = { Problem: ProblemBody, Manifest: ManifestSchema, Envelope: EnvelopeSchema }
const PROBLEM = 'application/problem+json'

/** JSON Schema has no word for checks in code; the document describes what it can. */
const lenient = { options: { errorMode: 'ignore' } } as const

const schemaOf = async (schema: v.GenericSchema) =>
  (
    await resolver(schema, {
      options: { ...lenient.options, typeMode: 'output' },
    }).toOpenAPISchema()
  ).schema

/** The document of all routes that the edge declares. */
export async function buildDocument(): Promise<Document> {
  const declared = new Hono()
  for (const { method, path, handler } of app.routes) {
    const declaration = declarationOf(handler)
    if (!declaration) continue
    if ('operation' in declaration)
      declared.on(method, path, describeRoute(await describe(declaration.operation)))
    else {
      // The result of a schema, since the input of a parameter is text in any case.
      const options = { options: { ...lenient.options, typeMode: 'output' } } as const
      declared.on(
        method,
        path,
        validator(declaration.target, declaration.schema, undefined, options),
      )
    }
  }
  const document = await generateSpecs(declared, await optionsOf())
  for (const [path, methods] of Object.entries(document.paths))
    for (const [method, operation] of Object.entries(methods ?? {}))
      finish(method, path, operation as object)
  return document
}

async function optionsOf(): Promise<Partial<GenerateSpecOptions>> {
  const named = Object.entries(NAMED).map(async ([name, schema]) => [name, await schemaOf(schema)])
  return {
    documentation: {
      openapi: '3.1.0',
      info: {
        title: 'Tacit edge',
        description: 'Serves packs and facts about items. Stores nothing about its callers.',
        version: '1',
        license: { name: 'MIT', identifier: 'MIT' },
      },
      servers: [{ url: '/', description: 'The edge that serves this document' }],
      security: [],
      tags: TAGS.map(([name, , description]) => ({ name, description })),
      components: {
        securitySchemes: {
          bearer: {
            type: 'http',
            scheme: 'bearer',
            description: 'ADMIN_TOKEN of the edge, or a key of the catalogue',
          },
        },
        schemas: Object.fromEntries(await Promise.all(named)),
      },
    },
    excludeStaticFile: false,
    defaultValidationErrorResponse: false,
  }
}

/** Tag, paths and description. The first that matches counts. */
const TAGS: readonly (readonly [string, RegExp, string])[] = [
  ['admin', /\/admin\/|\/tenants/, 'Publish, roll back, delete; needs a token'],
  ['pack', /\/manifest|\/files/, 'What devices load'],
  ['items', /\/c\//, 'What servers, mail and crawlers ask'],
  ['status', /./, 'Whether the edge runs'],
]

/** Names the operation, and removes what the generator adds once for each middleware of a route. */
function finish(method: string, path: string, operation: object): void {
  const { security } = operation as { security?: object[] }
  const words = path
    .replace(/^\/(v1\/)?(c\/)?/, '')
    .split(/[/.]/)
    .filter((part) => !part.startsWith('{'))
  const [tag] = TAGS.find(([, paths]) => paths.test(path))!
  Object.assign(operation, {
    operationId: method + words.map((word) => word[0].toUpperCase() + word.slice(1)).join(''),
    tags: [tag],
    ...(security && { security: security.slice(0, 1) }),
  })
}

async function describe({ summary, body, answers, problems, bearer }: Operation) {
  const responses: NonNullable<DescribeRouteOptions['responses']> = {}
  for (const [status, answer] of Object.entries(answers ?? {}))
    responses[status] = { description: answer.description, content: await contentOf(answer) }
  for (const [status, description] of Object.entries(problems ?? {}))
    responses[status] = {
      description,
      content: { [PROBLEM]: { schema: { $ref: '#/components/schemas/Problem' } } },
    }
  return {
    summary,
    responses,
    ...(bearer && { security: [{ bearer: [] }] }),
    ...(body && { requestBody: { required: true, content: await bodyOf(body) } }),
  }
}

async function contentOf({ schema, types = ['application/json'] }: Answer) {
  const media = types.map(async (type) => [
    type,
    { schema: schema ? await referTo(schema) : BYTES },
  ])
  return types.length ? Object.fromEntries(await Promise.all(media)) : undefined
}

async function bodyOf(body: NonNullable<Operation['body']>) {
  const media = Object.entries(body).map(async ([type, schema]) => [
    type,
    { schema: schema ? await referTo(schema) : BYTES },
  ])
  return Object.fromEntries(await Promise.all(media))
}

/** OpenAPI 3.1: bytes have no type. */
const BYTES = {}

/** A schema, with names in the place of those that {@link NAMED} has. */
async function referTo(schema: v.GenericSchema): Promise<object> {
  const names = await Promise.all(
    Object.entries(NAMED).map(async ([name, named]) => [
      JSON.stringify(await schemaOf(named)),
      name,
    ]),
  )
  const refs = new Map(names as [string, string][])
  const replace = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const name = refs.get(JSON.stringify(value))
    if (name) return { $ref: `#/components/schemas/${name}` }
    if (Array.isArray(value)) return value.map(replace)
    return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, replace(part)]))
  }
  return replace(await schemaOf(schema)) as object
}
