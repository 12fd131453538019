import { columnsOf } from '../columns.ts'
import { idsOf } from '../ids.ts'
import { readJson } from '../json.ts'
import type { Shape } from '../manifest.ts'
import type { Catalogue } from '../types.ts'

/** Reads format 1's catalogue: ids and all facts in one file. @throws {TacitError} `pack/catalogue` */
export function decodeCatalogue1(bytes: Uint8Array, shape: Pick<Shape, 'items'>): Catalogue {
  const json = readJson('catalogue', bytes)
  const ids = idsOf('catalogue', json.ids, shape)
  return { ids, ...columnsOf('catalogue', json, shape.items) }
}
