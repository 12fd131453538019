import { SaxesParser } from 'saxes'
import { Ampersands } from './ampersands.ts'
import type { JsonScan } from './json-values.ts'
import { LineMap } from './line-map.ts'

/** Elements that are an item in feeds: RSS, Atom, shop catalogs, and tables in XML. */
const ROWS = /^(item|entry|product|offer|shopitem|article|good|listing|row|record)$/i

type Field = unknown
type Fields = Record<string, Field>
interface Node {
  name: string
  prefix: string
  fields: Fields
  text: string
  line: number
}

/** The element that is repeated as a row, by the first part of a feed. */
export function rowElementOf(head: string): string {
  const counts = new Map<string, number>()
  const stack: { name: string; parent: boolean }[] = []
  const parser = new SaxesParser()
  parser.on('error', () => {})
  parser.on('opentag', ({ name }) => {
    const around = stack.at(-1)
    if (around) around.parent = true
    stack.push({ name: localName(name), parent: false })
  })
  parser.on('closetag', () => {
    const { name, parent } = stack.pop()!
    if (parent && stack.length > 0) counts.set(name, (counts.get(name) ?? 0) + 1)
  })
  parser.write(new Ampersands().escape(head, true))
  // An element that is cut off counts too.
  for (const { name } of stack.slice(1)) counts.set(name, (counts.get(name) ?? 0) + 0.5)
  const names = [...counts].sort((a, b) => b[1] - a[1]).map(([name]) => name)
  return names.find((name) => ROWS.test(name)) ?? names[0] ?? 'item'
}

/** Writes the items of an XML feed as JSON lines, without the prefixes of names (`g:id`). */
export async function writeXmlRows(
  bytes: AsyncIterable<Buffer>,
  element: string,
  write: (text: string) => Promise<void>,
): Promise<JsonScan> {
  const scan: JsonScan = { lines: new LineMap(), rejects: [] }
  const stack: Node[] = []
  let fault: { line: number; reason: string; text: string } | null = null
  let out = ''
  let inside = 0
  const parser = new SaxesParser()
  for (const [name, char] of HTML_ENTITIES) parser.ENTITIES[name] = char
  // Without a handler, the parser throws; with one, it reads on.
  parser.on('error', ({ message }) => {
    if (inside === 0) return
    const reason = `not well-formed XML: ${message.replace(/^\d+:\d+: /, '').replace(/\.$/, '')}`
    fault ??= { line: parser.line, reason, text: '""' }
  })
  const addText = (text: string) => {
    const node = stack.at(-1)
    if (node) node.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('opentag', ({ name, attributes }) => {
    const local = localName(name)
    if (inside > 0 || local === element) inside++
    if (inside === 0) return
    const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : ''
    const fields: Fields = {}
    for (const [key, value] of Object.entries(attributes)) {
      if (!key.startsWith('xmlns')) fields[localName(key)] = value
    }
    stack.push({ name: local, prefix, fields, text: '', line: parser.line })
  })
  parser.on('closetag', () => {
    if (inside === 0) return
    inside--
    const node = stack.pop()!
    const around = stack.at(-1)
    if (around) add(around.fields, node)
    else {
      if (fault) scan.rejects.push(fault)
      else {
        scan.lines.add(node.line)
        out += `${JSON.stringify(node.fields)}\n`
      }
      fault = null
    }
  })
  const decoder = new TextDecoder()
  const ampersands = new Ampersands()
  for await (const part of bytes) {
    parser.write(ampersands.escape(decoder.decode(part, { stream: true })))
    await write(out)
    out = ''
  }
  parser.write(ampersands.escape('', true))
  parser.close()
  if (stack.length > 0) {
    const { line } = stack[0]
    scan.rejects.push({ line, reason: 'the file ends inside this element', text: '""' })
  }
  await write(out)
  return scan
}

function add(fields: Fields, node: Node): void {
  const value = contentOf(node)
  const found = fields[node.name]
  // `title` and `g:title` are the same fact; several of one name are a list.
  if (found === undefined) fields[node.name] = value
  else if (node.prefix !== '' && !Array.isArray(found) && !LISTS.test(node.name)) {
    fields[node.name] = value === '' ? found : value
  } else fields[node.name] = Array.isArray(found) ? [...found, value] : [found, value]
}

/** Elements that Google's feeds repeat. */
const LISTS = /image|shipping|type|category|detail|highlight|promotion|tax|label|destination/

function contentOf({ fields, text }: Node): Field {
  const names = Object.keys(fields)
  const trimmed = text.trim()
  if (names.length === 0) return trimmed
  // <price currency="EUR">5.00</price>
  const currency = fields[names.find((name) => /^currency/i.test(name)) ?? '']
  if (trimmed !== '') return typeof currency === 'string' ? `${trimmed} ${currency}` : trimmed
  // Atom: <link href="…"/>, <category term="…"/>
  const only = fields.href ?? fields.term
  return typeof only === 'string' ? only : fields
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1)
}

const HTML_ENTITIES: [string, string][] = [
  ['nbsp', '\u00a0'],
  ['copy', '©'],
  ['reg', '®'],
  ['trade', '™'],
  ['euro', '€'],
  ['pound', '£'],
  ['ndash', '–'],
  ['mdash', '—'],
  ['hellip', '…'],
  ['lsquo', '‘'],
  ['rsquo', '’'],
  ['ldquo', '“'],
  ['rdquo', '”'],
  ['bull', '•'],
  ['middot', '·'],
  ['deg', '°'],
  ['times', '×'],
]
