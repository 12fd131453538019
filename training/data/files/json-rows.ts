import type { DuckDBConnection } from '@duckdb/node-api'
import { named, quoted, quotedPath, rowObject, rowsOf } from '../duckdb.ts'
import { isPlainJson, lineOfJson, type Prepared, rewriteJson } from './prepare.ts'
import type { BareRows } from './row-source.ts'
import type { SourceFile } from './sniff.ts'
import { fieldsOfList, type Leaf, leavesOf, type Shape, shapeOfType } from './typed.ts'

/** Rows that tell which columns are numbers, objects or lists. */
const SAMPLE = 20_480

/** The rows of a file of JSON; nested objects are columns with dotted names. */
export async function jsonRows(db: DuckDBConnection, file: SourceFile): Promise<BareRows> {
  const inPlace = (await isPlainJson(file)) ? await keysOf(db, file.file, false) : null
  if (inPlace) {
    const prepared = { path: file.file, rewritten: false, lines: null, rejects: [], mended: [] }
    return rowsIn(db, file, prepared, inPlace)
  }
  const prepared = await rewriteJson(db, file)
  const keys = prepared.lines?.count === 0 ? [] : await keysOf(db, prepared.path, true)
  return rowsIn(db, file, prepared, keys ?? [])
}

/**
 * All keys of the objects in a file; null if a line may be no object.
 *
 * @param trusted whether all lines are objects
 */
async function keysOf(
  db: DuckDBConnection,
  path: string,
  trusted: boolean,
): Promise<string[] | null> {
  try {
    const rows = await rowsOf(
      db,
      `SELECT DISTINCT key FROM (SELECT unnest(CASE WHEN len(keys) = 0 THEN [NULL] ELSE keys END)
        AS key FROM (SELECT DISTINCT json_keys(json) AS keys FROM ${objects(path)}))`,
    )
    // An empty object has no keys, but neither has what is no object.
    const keys = rows.map(({ key }) => key).filter((key) => key !== null)
    return trusted || keys.length === rows.length ? keys.map(String) : null
  } catch (error) {
    if (trusted) throw error
    return null
  }
}

const objects = (path: string) =>
  `read_ndjson_objects(${quotedPath(path)}, compression = 'uncompressed', hive_partitioning = false)`

async function rowsIn(
  db: DuckDBConnection,
  file: SourceFile,
  prepared: Prepared,
  keys: string[],
): Promise<BareRows> {
  const { path, lines, rejects, mended } = prepared
  const shapes = keys.length > 0 ? await shapesOf(db, path) : new Map<string, Shape>()
  const folded = keys.map((key) => key.toLowerCase())
  // DuckDB treats `ID` and `id` as the same column.
  const clash = folded.some((key, at) => folded.indexOf(key) !== at) || folded.includes('')
  const isScalar = (key: string) => !clash && scalar(shapes.get(key))
  const types = keys.map((key) => `${named(key)}: '${isScalar(key) ? 'VARCHAR' : 'JSON'}'`)
  const from =
    clash || keys.length === 0
      ? objects(path)
      : `read_json(${quotedPath(path)}, columns = {${types.join(', ')}}, records = true,
        format = 'newline_delimited', compression = 'uncompressed', hive_partitioning = false)`
  const leaves = keys.sort().flatMap((key) => {
    const shape = shapes.get(key) ?? { kind: 'value', type: 'JSON' }
    return leavesOf(key, [key], shape)
  })
  const rowPlace = async (record: number) =>
    `${file.path}:${lines ? lines.lineOf(record) : await lineOfJson(file, record)}`
  const base = (key: string) => (clash ? `json_extract(json, ${steps([key])})` : named(key))
  const columnSql = ({ path: [key, ...inner] }: Leaf) =>
    inner.length > 0 ? `json_extract(${base(key)}, ${steps(inner)})` : base(key)
  const source = jsonSource(
    from,
    leaves,
    columnSql,
    (leaf) => leaf.path.length === 1 && isScalar(leaf.path[0]),
  )
  const whole = (key: string) => {
    const shape = shapes.get(key)
    return shape && isScalar(key) ? typedValue(base(key), shape) : base(key)
  }
  const row = rowObject(keys, whole)
  return { ...source, row, objects: objects(path), rejects, mended, placeOf: rowPlace }
}

function jsonSource(
  from: string,
  leaves: Leaf[],
  sql: (leaf: Leaf) => string,
  isText: (leaf: Leaf) => boolean,
): BareRows {
  const byName = new Map(leaves.map((leaf) => [leaf.name, leaf]))
  const leafOf = (name: string) => byName.get(name)!
  const text = (leaf: Leaf) => {
    const plain = isText(leaf) ? sql(leaf) : `json_extract_string(${sql(leaf)}, '$')`
    return mayBeWhole(leaf.shape) ? wholeText(plain) : plain
  }
  const value = (leaf: Leaf) => (isText(leaf) ? typedValue(sql(leaf), leaf.shape) : sql(leaf))
  return {
    columns: leaves.map(({ name }) => ({ name, type: 'JSON' })),
    from,
    value: (name) => value(leafOf(name)),
    text: (name) => text(leafOf(name)),
    row: rowObject(
      leaves.map(({ name }) => name),
      (name) => value(leafOf(name)),
    ),
    lists: leaves.flatMap(({ name, shape }) => {
      const fields = fieldsOfList(shape)
      return fields ? [{ name, fields: fields.map((field) => field.name) }] : []
    }),
    explode(name) {
      const list = leafOf(name)
      const element = named(`element of ${name}`)
      const exploded = `(SELECT *, unnest(CASE WHEN json_type(${sql(list)}) = 'ARRAY'
        THEN json_extract(${sql(list)}, '$[*]') ELSE [${sql(list)}] END) AS ${element} FROM ${from})`
      const inner = (fieldsOfList(list.shape) ?? []).map((field) => ({
        ...field,
        name: `${name}.${field.name}`,
      }))
      const isInner = new Set<Leaf>(inner)
      const outer = leaves.filter((leaf) => leaf !== list)
      return jsonSource(
        exploded,
        [...outer, ...inner],
        (leaf) => (isInner.has(leaf) ? `json_extract(${element}, ${steps(leaf.path)})` : sql(leaf)),
        (leaf) => !isInner.has(leaf) && isText(leaf),
      )
    },
    hasHeader: true,
    mended: [],
    rejects: [],
    placeOf: async (record) => `row ${record + 1}`,
  }
}

async function shapesOf(db: DuckDBConnection, path: string): Promise<Map<string, Shape>> {
  const rows = await rowsOf(
    db,
    `DESCRIBE SELECT * FROM read_json(${quotedPath(path)}, format = 'newline_delimited',
      records = true, sample_size = ${SAMPLE}, field_appearance_threshold = 0,
      compression = 'uncompressed', hive_partitioning = false)`,
  )
  return new Map(rows.map((row) => [String(row.column_name), shapeOfType(String(row.column_type))]))
}

/** Whether a column holds single values; `JSON` is a mixture. */
function scalar(shape: Shape | undefined): boolean {
  return shape?.kind === 'value' && !/^(JSON|MAP)/.test(shape.type)
}

/** A text as the JSON value that it is in the file; long integers stay texts, digit for digit. */
function typedValue(sql: string, shape: Shape): string {
  if (shape.kind !== 'value') return sql
  if (/^(DOUBLE|BOOLEAN)$/.test(shape.type))
    return `coalesce(TRY_CAST(${sql} AS JSON), to_json(${sql}))`
  if (!/INT/.test(shape.type)) return sql
  return `CASE WHEN length(${sql}) > 15 THEN to_json(${sql})
    ELSE coalesce(TRY_CAST(${sql} AS JSON), to_json(${sql})) END`
}

/** Whether whole numbers of a column may be written as `1.0`. */
function mayBeWhole(shape: Shape): boolean {
  return shape.kind === 'value' && /^(DOUBLE|JSON|U?BIGINT|HUGEINT)/.test(shape.type)
}

function wholeText(sql: string): string {
  return `CASE WHEN ends_with(${sql}, '.0') AND TRY_CAST(${sql} AS DOUBLE) IS NOT NULL
    THEN left(${sql}, -2) ELSE ${sql} END`
}

/** A JSON path as an SQL literal. */
function steps(path: readonly string[]): string {
  return quoted(`$${path.map((name) => `."${name.replaceAll('"', '\\"')}"`).join('')}`)
}
