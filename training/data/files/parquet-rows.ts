import type { DuckDBConnection } from '@duckdb/node-api'
import { named, quotedPath, rowObject, rowsOf } from '../duckdb.ts'
import { unpack } from './prepare.ts'
import type { BareRows } from './row-source.ts'
import type { SourceFile } from './sniff.ts'
import { fieldsOfList, type Leaf, leavesOf, shapeOfType, structField, textOf } from './typed.ts'

/** The rows of a Parquet file. */
export async function parquetRows(db: DuckDBConnection, file: SourceFile): Promise<BareRows> {
  const path = await unpack(db, file, 'parquet')
  const from = `read_parquet(${quotedPath(path)}, binary_as_string = true, hive_partitioning = false)`
  const described = await rowsOf(db, `DESCRIBE SELECT * FROM ${from}`)
  const columns = described.map((row) => String(row.column_name))
  const leaves = described.flatMap(({ column_name: name, column_type: type }) =>
    leavesOf(String(name), [String(name)], shapeOfType(String(type))),
  )
  return { ...typedRows(file, from, leaves, ''), row: rowObject(columns, named) }
}

/** SQL of a column: the fields that lead to it, from a column of `from`. */
function fieldSql({ path: [column, ...inner] }: Leaf): string {
  return structField(named(column), inner)
}

function typedRows(file: SourceFile, from: string, leaves: Leaf[], row: string): BareRows {
  const byName = new Map(leaves.map((leaf) => [leaf.name, leaf]))
  const leafOf = (name: string) => byName.get(name)!
  return {
    columns: leaves.map(({ name, shape }) => ({ name, type: typeName(shape) })),
    from,
    value: (name) => fieldSql(leafOf(name)),
    text: (name) => textOf(fieldSql(leafOf(name)), leafOf(name).shape),
    row: rowObject(
      leaves.map(({ name }) => name),
      (name) => fieldSql(leafOf(name)),
    ),
    lists: leaves.flatMap(({ name, shape }) => {
      const fields = fieldsOfList(shape)
      return fields ? [{ name, fields: fields.map((field) => field.name) }] : []
    }),
    explode(name) {
      const fields = fieldsOfList(leafOf(name).shape) ?? []
      const element = `element of ${name}`
      const exploded = `(SELECT *, unnest(${fieldSql(leafOf(name))}) AS ${named(element)} FROM ${from})`
      const inner = fields.map((field) => ({
        ...field,
        name: `${name}.${field.name}`,
        path: [element, ...field.path],
      }))
      const outer = leaves.filter((leaf) => leaf.name !== name)
      return typedRows(file, exploded, [...outer, ...inner], 'element ')
    },
    hasHeader: true,
    mended: [],
    rejects: [],
    placeOf: async (record) => `${file.path}: ${row}row ${record + 1}`,
  }
}

function typeName(shape: Leaf['shape']): string {
  if (shape.kind === 'value') return shape.type
  return shape.kind === 'list' ? `${typeName(shape.of)}[]` : 'STRUCT'
}
