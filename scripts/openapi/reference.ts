/**
 * The reference page of the edge: static HTML without a script, so that it loads nothing and works
 * offline. The known renderers fetch from other hosts, or have install scripts and megabytes.
 */
import type { OpenAPIV3_1 as OpenApi } from 'openapi-types'

type Schema = OpenApi.SchemaObject | OpenApi.ReferenceObject
type Content = Record<string, OpenApi.MediaTypeObject>

/** The page of a document. It needs no other file than `openapi.json`, which it links. */
export function renderReference(document: Partial<OpenApi.Document>): string {
  const { info, tags = [], components = {} } = document
  const operations = Object.entries(document.paths ?? {}).flatMap(([path, methods]) =>
    Object.entries(methods ?? {}).map(([method, operation]) => ({
      method,
      path,
      operation: operation as OpenApi.OperationObject,
    })),
  )
  const sections = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags?.includes(name))
    return `<h2>${text(name)}</h2><p>${text(description)}</p>${own.map(renderOperation).join('')}`
  })
  const schemas = Object.entries(components.schemas ?? {}).map(
    ([name, schema]) =>
      `<details id="${name}"><summary><code>${name}</code></summary>${block(schema)}</details>`,
  )
  const contents = operations.map(
    ({ method, path, operation }) =>
      `<li><a href="#${operation.operationId}"><b>${method}</b> ${text(path)}</a>`,
  )
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="content-security-policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(info?.title)}</title>
<style>${STYLE}</style>
<h1>${text(info?.title)}</h1>
<p>${text(info?.description)} <a href="/openapi.json">openapi.json</a></p>
<ul>${contents.join('')}</ul>
${sections.join('\n')}
<h2>schemas</h2>
${schemas.join('\n')}
</html>
`
}

function renderOperation(route: {
  method: string
  path: string
  operation: OpenApi.OperationObject
}): string {
  const {
    operationId,
    summary,
    parameters = [],
    requestBody,
    responses,
    security,
  } = route.operation
  const rows = (parameters as OpenApi.ParameterObject[]).map(
    ({ name, in: place, required, schema, description }) =>
      `<tr><td><code>${text(name)}</code><td>${place}${required ? ', required' : ''}<td><code>` +
      `${shape((schema ?? {}) as Schema)}</code><td>${text(description)}`,
  )
  const body = requestBody as OpenApi.RequestBodyObject | undefined
  const answers = Object.entries((responses ?? {}) as Record<string, OpenApi.ResponseObject>).map(
    ([status, { description, content }]) =>
      `<details><summary><code>${status}</code> ${text(description)}</summary>` +
      `${media(content)}</details>`,
  )
  return `<article id="${operationId}">
<h3><b>${route.method}</b> ${text(route.path)}</h3>
<p>${text(summary)}${security?.length ? ' <b>Needs a token.</b>' : ''}</p>
${rows.length ? `<table>${rows.join('')}</table>` : ''}
${body ? `<details><summary>body</summary>${media(body.content)}</details>` : ''}
${answers.join('')}
</article>
`
}

function media(content: Content = {}): string {
  return Object.entries(content)
    .map(([type, { schema = {} }]) => `<p><code>${text(type)}</code></p>${block(schema)}`)
    .join('')
}

const block = (schema: Schema) => `<pre>${shape(schema)}</pre>`

/** A schema in the notation of TypeScript, as HTML. */
function shape(schema: Schema, indent = ''): string {
  if ('$ref' in schema) {
    const name = schema.$ref.split('/').at(-1)!
    return `<a href="#${name}">${name}</a>`
  }
  const {
    type,
    properties,
    items,
    anyOf,
    oneOf,
    required = [],
  } = schema as OpenApi.SchemaObject & {
    items?: Schema
  }
  const choices = anyOf ?? oneOf
  if (schema.const !== undefined) return text(JSON.stringify(schema.const))
  if (schema.enum) return schema.enum.map((value) => text(JSON.stringify(value))).join(' | ')
  if (choices) return choices.map((choice) => shape(choice, indent)).join(' | ')
  if (items) return `(${shape(items, indent)})[]${note(schema)}`
  if (!properties) return type ? `${type}${note(schema)}` : type === undefined ? 'any' : ''
  const inner = `${indent}  `
  const lines = Object.entries(properties).map(([name, field]) => {
    const { description } = field as OpenApi.SchemaObject
    const about = description ? `  <i>// ${text(description)}</i>` : ''
    const optional = required.includes(name) ? '' : '?'
    return `${inner}${text(name)}${optional}: ${shape(field, inner)}${about}\n`
  })
  return `{\n${lines.join('')}${indent}}`
}

/** Bounds of a value, such as ` 1…100`. */
function note(schema: OpenApi.SchemaObject): string {
  const { minimum, maximum, maxLength, pattern, format } = schema
  const bounds = minimum ?? maximum
  const notes = [
    bounds === undefined ? '' : `${minimum ?? ''}…${maximum ?? ''}`,
    maxLength === undefined ? '' : `≤ ${maxLength} characters`,
    pattern ? text(pattern) : '',
    format ?? '',
  ].filter(Boolean)
  return notes.length ? ` <i>${notes.join(', ')}</i>` : ''
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

const text = (value = '') => value.replace(/[&<>"]/g, (char) => ESCAPES[char])

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
pre { overflow-x: auto; padding: .5rem; border: 1px solid #8884 }
code, pre { font-size: .875rem }
h3 { font-family: ui-monospace, monospace; overflow-wrap: anywhere }
h3 b, li b { text-transform: uppercase }
i { color: #777; font-style: normal }
table { border-spacing: 1rem .25rem; text-align: left }
article { border-top: 1px solid #8884 }
summary { cursor: pointer }
`
