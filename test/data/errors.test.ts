import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { type LoadOptions, loadDataset } from '../../training/data/index.ts'
import { folders } from './folder.ts'

const folder = folders()

type Files = Record<string, string | Uint8Array>

async function failure(files: Files, options?: LoadOptions) {
  const path = folder(files)
  const error = await loadDataset(path, options).then(
    () => null,
    (thrown) => thrown as Error & { code: string },
  )
  if (!error) throw new Error('loaded without an error')
  expect(error.constructor.name).toBe('TacitError')
  expect(error.message).not.toContain('\n')
  // The path of the temporary folder varies.
  return `${error.code} ${error.message.replaceAll(`${path}/`, '').replaceAll(path, 'shop')}`
}

const events = (...lines: string[]) => ({
  'interactions.csv': `user,item,time\n${lines.map((line) => `${line}\n`).join('')}`,
})

describe('rows that --strict refuses', () => {
  test.each<[string, Files, string]>([
    [
      'a blank user',
      events('u,a,1', ',a,2'),
      'data/value interactions.csv:3: column "user": blank value: every event needs a user and an item',
    ],
    [
      'a blank item',
      events('u,a,1', 'u, ,2'),
      'data/value interactions.csv:3: column "item": blank value: every event needs a user and an item',
    ],
    [
      'a blank time',
      events('u,a,1', 'u,b,2', 'u,c,'),
      'data/value interactions.csv:4: column "time": blank value: every event needs a time; to ignore times pass --time none',
    ],
    [
      'a time that is none',
      events('u,a,1', 'u,b,2', 'u,c,3', 'u,d,soon'),
      'data/value interactions.csv:5: column "time": value "soon" is not a time: correct it; to ignore times pass --time none',
    ],
    [
      'a line number after blank lines and a value of two lines',
      events('"u\nv",a,1', '', 'u,b,2', 'u,c,x'),
      'data/value interactions.csv:6: column "time": value "x"',
    ],
    [
      'a short row',
      events('u,a,1', '', 'u,b'),
      'data/row interactions.csv:4: too few cells: 2 instead of 3',
    ],
    [
      'a long row',
      events('u,a,1', 'u,b,2,3'),
      'data/row interactions.csv:3: too many cells: 4 instead of 3',
    ],
    [
      'a rating that is no number',
      { 'interactions.csv': 'user,item,rating\nu,a,5\nu,b,3\nu,c,good\n' },
      'data/value interactions.csv:4: column "rating": the value is not a number',
    ],
    [
      'a bad value in a gzip file',
      { 'interactions.csv.gz': gzipSync('user,item,time\nu,a,1\nu,b,2\nu,c,x\n') },
      'data/value interactions.csv.gz:4: column "time": value "x"',
    ],
    [
      'incomplete JSON',
      { 'interactions.jsonl': '{"user":"u","item":"a"}\n\n{"user":"u","item":\n' },
      'data/row interactions.jsonl:3: ',
    ],
    [
      'JSON without a user',
      { 'interactions.jsonl': '{"user":"u","item":"a"}\n\n{"item":"b"}\n' },
      'data/value interactions.jsonl:3: column "user": blank value',
    ],
    [
      'a row of totals',
      events('u,a,1', 'v,b,2', 'Total,x,2'),
      'data/value interactions.csv:4: column "user": the row is a sum: remove it',
    ],
  ])('%s', async (_, files, message) => {
    expect(await failure(files, { strict: true })).toContain(message)
  })
})

describe('items', () => {
  test.each<[string, Files, string]>([
    [
      'no id column',
      { 'items.csv': 'name\nb\n' },
      'data/missing-column items.csv:1: no column "id" (found: name)',
    ],
  ])('%s', async (_, files, message) => {
    expect(await failure({ ...events('u,a,1'), ...files })).toContain(message)
  })
})

describe('files', () => {
  test.each<[string, Files, LoadOptions, string]>([
    [
      'a missing column',
      { 'interactions.csv': 'who,item\nu,a\n' },
      {},
      'data/missing-column interactions.csv:1: no column "user" (found: who, item): add it to the header, or name the column to use with --map user=COLUMN',
    ],
    [
      'no header',
      { 'interactions.csv': 'u,a\nv,b\nu,b\n' },
      {},
      'data/columns interactions.csv:1: no header, and the content does not tell the columns: name them in order, such as --columns user,item,rating,time',
    ],
    [
      'a mapped column that the file lacks',
      events('u,a,1'),
      { map: { user: 'customer' } },
      'interactions.csv:1: no column "customer" (found: user, item, time)',
    ],
    [
      'a mapping of an unknown column',
      events('u,a,1'),
      { map: { color: 'x' } },
      'data/map --map color=x: unknown column "color": use one of user, item,',
    ],
    [
      'an empty file',
      { 'interactions.csv': '' },
      {},
      'data/empty interactions.csv: the file is empty',
    ],
    [
      'a header without rows',
      { 'interactions.csv': 'user,item\n' },
      {},
      'data/empty interactions.csv: the file has no events: add rows, or remove it',
    ],
    ['an empty folder', { 'notes.txt': '' }, {}, 'notes.txt: the file is empty'],
    [
      'no train file',
      { 'test.csv': 'user,item\nu,a\n' },
      {},
      'data/missing-file shop: found test but no train file',
    ],
    [
      'two files of interactions',
      { ...events('u,a,1'), 'interaction.tsv': 'user\titem\n' },
      {},
      'data/two-files shop: interaction.tsv and interactions.csv both hold the interactions, with different columns: keep one',
    ],
    [
      'a single file beside split files',
      { ...events('u,a,1'), 'train.csv': 'user,item\nu,a\n' },
      {},
      'data/two-files shop: found both interactions.csv and train.csv: keep either the single file',
    ],
    [
      'times in only one split file',
      { 'train.csv': 'user,item,time\nu,a,1\n', 'test.csv': 'user,item\nu,b\n' },
      {},
      'data/missing-column test.csv: no column "time", but train.csv has one',
    ],
    [
      'a clock without a time column',
      { 'interactions.csv': 'user,item\nu,a\n' },
      { time: 'seconds' },
      'data/missing-column interactions.csv: --time seconds needs a time column',
    ],
    [
      'a broken gzip',
      { 'interactions.csv.gz': gzipSync('user,item\nu,a\n').subarray(0, -4) },
      {},
      'data/cut-off interactions.csv.gz: the file was cut off: copy or download it again',
    ],
    [
      'a broken Parquet file',
      { 'interactions.parquet': 'PAR1 and no more' },
      {},
      'data/cut-off interactions.parquet: the file was cut off',
    ],
    [
      'an empty k-core',
      events('u,a,1'),
      { kCore: 3 },
      'data/k-core shop: no users and items remain in the 3-core: choose a smaller --k-core',
    ],
    [
      'too many kinds',
      {
        'interactions.csv': `user,item,kind\n${Array.from({ length: 70 }, (_, n) => `u,a,k${n}\n`).join('')}`,
      },
      { map: { kind: 'kind' } },
      'data/kinds column "kind" has more than 64 distinct values',
    ],
  ])('%s', async (_, files, options, message) => {
    expect(await failure(files, options)).toContain(message)
  })

  test('a missing path, and an unknown format', async () => {
    const path = folder({ 'log.xml': '<html><x/></html>' })
    await expect(loadDataset(join(path, 'none'))).rejects.toThrow('/none: no such file or folder')
    await expect(loadDataset(join(path, 'log.xml'))).rejects.toThrow(
      '/log.xml: is a web page, not data',
    )
  })
})
