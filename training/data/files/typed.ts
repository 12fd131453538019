import { quoted } from '../duckdb.ts'

/** A type of DuckDB, as far as rows are concerned. */
export type Shape =
  | { kind: 'value'; type: string }
  | { kind: 'struct'; fields: { name: string; shape: Shape }[] }
  | { kind: 'list'; of: Shape }

/** Parses a type such as `STRUCT(id BIGINT, "a b" VARCHAR[])[]`. */
export function shapeOfType(type: string): Shape {
  const text = type.trim()
  const list = /\[\d*\]$/.exec(text)
  if (list) return { kind: 'list', of: shapeOfType(text.slice(0, list.index)) }
  if (!/^STRUCT\(/.test(text)) return { kind: 'value', type: text }
  const fields = partsOf(text.slice('STRUCT('.length, -1)).map((part) => {
    const [, inQuotes, bare, rest] = /^(?:"((?:[^"]|"")*)"|(\S+)) (.*)$/s.exec(part.trim())!
    return { name: bare ?? inQuotes.replaceAll('""', '"'), shape: shapeOfType(rest) }
  })
  return { kind: 'struct', fields }
}

/** Splits at commas outside of parentheses and quotes. */
function partsOf(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let inQuotes = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const char = text[at]
    if (char === '"') inQuotes = !inQuotes
    else if (inQuotes) continue
    else if (char === '(') depth++
    else if (char === ')') depth--
    else if (char === ',' && depth === 0) {
      parts.push(text.slice(from, at))
      from = at + 1
    }
  }
  return [...parts, text.slice(from)]
}

/** A column of typed rows, objects being several columns with dotted names. */
export interface Leaf {
  name: string
  path: string[]
  shape: Shape
}

const MAX_DEPTH = 4

/** Columns in the objects of a row. */
export function leavesOf(name: string, path: string[], shape: Shape): Leaf[] {
  if (shape.kind !== 'struct' || path.length > MAX_DEPTH) return [{ name, path, shape }]
  return shape.fields.flatMap((field) =>
    leavesOf(`${name}.${field.name}`, [...path, field.name], field.shape),
  )
}

/** Fields of a list of objects; null for anything else. */
export function fieldsOfList(shape: Shape): Leaf[] | null {
  if (shape.kind !== 'list' || shape.of.kind !== 'struct') return null
  return shape.of.fields.flatMap((field) => leavesOf(field.name, [field.name], field.shape))
}

/** SQL of a field in a struct. */
export function structField(sql: string, path: readonly string[]): string {
  return path.reduce((inner, name) => `struct_extract(${inner}, ${quoted(name)})`, sql)
}

/** A value of DuckDB as text: whole numbers without `.0`, lists and objects as JSON. */
export function textOf(sql: string, shape: Shape): string {
  if (shape.kind !== 'value') return `CAST(to_json(${sql}) AS VARCHAR)`
  if (/^(DOUBLE|FLOAT)$/.test(shape.type)) {
    const text = `CAST(${sql} AS VARCHAR)`
    const whole = `CAST(CAST(${sql} AS HUGEINT) AS VARCHAR)`
    return `CASE WHEN isfinite(${sql}) AND abs(${sql}) < 1e18 AND ${sql} = trunc(${sql}) THEN ${whole} ELSE nullif(${text}, 'nan') END`
  }
  if (/^MAP/.test(shape.type)) return `CAST(to_json(${sql}) AS VARCHAR)`
  return `CAST(${sql} AS VARCHAR)`
}
