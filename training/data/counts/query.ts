import { readFile } from 'node:fs/promises'
import { type DuckDBConnection, INTEGER } from '@duckdb/node-api'

/** The queries of this folder that return numbers. */
type CountQuery =
  | 'popularity'
  | 'cooccurrence'
  | 'transitions'
  | 'stored/cooccurrence'
  | 'stored/transitions'

/** The text of `<name>.sql`. */
export function sqlOf(
  name: CountQuery | 'stored/bounded' | 'stored/items' | 'stored/layer',
): Promise<string> {
  return readFile(new URL(`./${name}.sql`, import.meta.url), 'utf8')
}

/** Runs `<name>.sql`: INT columns become Int32Array, DOUBLE columns Float32Array. */
export async function countBy<T extends (Int32Array | Float32Array)[] = Int32Array[]>(
  db: DuckDBConnection,
  name: CountQuery,
): Promise<T> {
  const result = await db.run(await sqlOf(name))
  const columns = result.columnTypes().map((type) => {
    const length = result.rowCount
    return type === INTEGER ? new Int32Array(length) : new Float32Array(length)
  })
  let filled = 0
  for await (const chunk of result) {
    for (const [c, column] of columns.entries()) {
      const vector = chunk.getColumnVector(c)
      for (let r = 0; r < chunk.rowCount; r++) column[filled + r] = vector.getItem(r) as number
    }
    filled += chunk.rowCount
  }
  return columns as T
}
