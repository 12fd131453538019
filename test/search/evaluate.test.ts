import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { judgeSearch } from '../../training/search/index.ts'
import { lastLine, tacit } from '../cli/tacit.ts'

const ITEMS = ['id\ttitle', 'a\tRed "1/2 in." boots', 'b\tBlue boots', 'c\tWool socks']
const QUERIES = ['id\tquery\tpart', '0\tblue sox\ttune', '1\tred boots\ttest', '2\twol socks\ttest']
const JUDGEMENTS = [
  'query\titem\trelevance',
  '0\tc\t2.33',
  '1\ta\t3',
  '1\tb\t2',
  '2\tc\t3',
  '2\tz\t3',
]

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-search-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function write(name: string, files: Record<string, readonly string[]>): Promise<string> {
  const path = await mkdtemp(join(folder, name))
  for (const [file, lines] of Object.entries(files))
    await writeFile(join(path, file), `${lines.join('\n')}\n`)
  return path
}

const evaluate = (data: string) => tacit('evaluate', '--task', 'search', '--data', data, '--json')

describe('tacit evaluate --task search', () => {
  it('judges the test part', async () => {
    const data = await write('whole', {
      'items.tsv': ITEMS,
      'queries.tsv': QUERIES,
      'judgements.tsv': JUDGEMENTS,
    })
    const result = await evaluate(data)
    expect(result.code).toBe(0)
    expect(lastLine(result)).toMatchObject({
      task: 'search',
      ndcg10: 1,
      ndcg10Lexical: 1,
      empty: 0,
      queries: 2,
      items: 3,
    })
  })

  it('reads other forms, and judges every query where there are no parts', async () => {
    const csv = (lines: readonly string[], columns: number) =>
      lines.map((line) => {
        const cells = line.split('\t').slice(0, columns)
        return `${cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(',')}\r`
      })
    const data = await write('csv', {
      'items.csv': csv(ITEMS, 2),
      'queries.csv': csv(QUERIES, 2),
      'judgements.csv': csv(JUDGEMENTS, 3),
    })
    expect(lastLine(await evaluate(data))).toMatchObject({ queries: 3, empty: 0 })
  })

  it.each([
    ['no judgements', { 'items.tsv': ITEMS, 'queries.tsv': QUERIES }, 'has no file judgements.*'],
    [
      'another column',
      {
        'items.tsv': ['id\tname', 'a\tBoots'],
        'queries.tsv': QUERIES,
        'judgements.tsv': JUDGEMENTS,
      },
      'has no column title',
    ],
    [
      'a relevance in words',
      {
        'items.tsv': ITEMS,
        'queries.tsv': QUERIES,
        'judgements.tsv': [JUDGEMENTS[0], '1\ta\tgood'],
      },
      'relevance "good" of query 1 and item a is not a number',
    ],
    [
      'judgements of other items',
      {
        'items.tsv': ITEMS,
        'queries.tsv': QUERIES,
        'judgements.tsv': [JUDGEMENTS[0], '1\tx\t3'],
      },
      'no query of the test part has a judgement of a known item',
    ],
  ])('refuses %s', async (name, files, message) => {
    const { code, stderr } = await evaluate(await write(name.replaceAll(' ', '-'), files))
    expect(code).toBe(2)
    expect(stderr).toContain(message)
  })

  it('needs a protocol without a task, and no model with one', async () => {
    const without = await tacit('evaluate', folder, '--teacher', 'ease')
    expect(without.stderr).toContain("required option '--protocol <name>' not specified")
    const both = await tacit('evaluate', folder, '--task', 'search', '--teacher', 'ease')
    expect(both.code).toBe(2)
  })
})

it('NDCG@10 by hand: gains above the lowest relevance, discounted by place', () => {
  const judged = new Map([
    [0, 3],
    [1, 2],
    [2, 1],
  ])
  const queries = [{ text: 'q', part: null, judged }]
  const scores = (values: number[]) => () => Float32Array.from(values)
  const ideal = 2 + 1 / Math.log2(3)
  expect(judgeSearch(queries, scores([1, 2, 3]), 1).ndcg10).toBeCloseTo(
    (1 / Math.log2(3) + 2 / Math.log2(4)) / ideal,
  )
  expect(judgeSearch(queries, scores([0, 0, 0]), 1)).toEqual({ ndcg10: 0, empty: 1, queries: 1 })
})
