/** One answer in the document. */
const answer = (description: string, type = 'application/json') => ({
  description,
  content: { [type]: {} },
})
const problem = (description: string) => answer(description, 'application/problem+json')
const inPath = (name: string, description: string) => ({
  name,
  in: 'path',
  required: true,
  description,
  schema: { type: 'string' },
})
const inQuery = (name: string, description: string, required = false) => ({
  name,
  in: 'query',
  required,
  description,
  schema: { type: 'string' },
})
const catalogue = inPath('catalogue', 'Name of the catalogue; `default` is the first')
const limit = inQuery('limit', 'How many, 1 to 100; 20 unless given')
const bearer = [{ bearer: [] }]

/** The edge's routes as OpenAPI 3.1, served at `/openapi.json`; a test holds it to the app. */
export const openapi = {
  openapi: '3.1.0',
  info: { title: 'Tacit edge', version: '1', license: { name: 'MIT', identifier: 'MIT' } },
  components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
  paths: {
    '/healthz': { get: { summary: 'Is the edge alive', responses: { 200: answer('It is') } } },
    '/openapi.json': { get: { summary: 'This document', responses: { 200: answer('OpenAPI') } } },
    '/v1/c/{catalogue}/manifest': {
      get: {
        summary: 'The current manifest',
        parameters: [catalogue],
        responses: {
          200: answer('Manifest'),
          304: { description: 'As before' },
          404: problem('Nothing published'),
        },
      },
    },
    '/v1/c/{catalogue}/files/{name}': {
      get: {
        summary: 'A pack file by its content-hash name; immutable; Range and HEAD work',
        parameters: [catalogue, inPath('name', 'As in the manifest')],
        responses: {
          200: answer('The file', 'application/octet-stream'),
          206: answer('A range of it', 'application/octet-stream'),
          304: { description: 'As before' },
          404: problem('No such file'),
          416: problem('Range outside the file'),
        },
      },
    },
    '/v1/c/{catalogue}/items': {
      get: {
        summary: 'Embeddings, facts and nearest prototypes of some items; safetensors by Accept',
        parameters: [catalogue, inQuery('ids', 'By comma, at most 100', true)],
        responses: { 200: answer('Items, and which ids are unknown'), 422: problem('Bad ids') },
      },
    },
    '/v1/c/{catalogue}/items/{id}/similar': {
      get: {
        summary: 'Items like one item',
        parameters: [catalogue, inPath('id', 'Id of the item'), limit],
        responses: { 200: answer('Items, best first'), 404: problem('No such item') },
      },
    },
    '/v1/c/{catalogue}/popular': {
      get: {
        summary: 'What most people took',
        parameters: [catalogue, limit, inQuery('category', 'A category or the path to one')],
        responses: { 200: answer('Items, most users first') },
      },
    },
    '/v1/c/{catalogue}/intents': {
      get: {
        summary: 'The named directions that reasons speak of',
        parameters: [catalogue],
        responses: { 200: answer('Prototypes with labels, keywords and exemplars') },
      },
    },
    '/v1/c/{catalogue}/admin/files/{name}': {
      put: {
        summary: 'Upload a pack file',
        security: bearer,
        parameters: [catalogue, inPath('name', 'Content-hash name')],
        responses: {
          200: answer('It was there'),
          201: answer('Stored'),
          401: problem('Not authorized'),
          413: problem('Too large'),
          422: problem('Name or hash does not fit'),
          503: problem('No token configured'),
        },
      },
    },
    '/v1/c/{catalogue}/admin/promote': {
      post: {
        summary: 'Make an uploaded pack current; the body is its manifest',
        security: bearer,
        parameters: [catalogue],
        responses: {
          200: answer('Current'),
          401: problem('Not authorized'),
          409: problem('Sequence not above the current one'),
          422: problem('Pack refused, with the reason'),
          503: problem('No token configured'),
        },
      },
    },
  },
} as const
