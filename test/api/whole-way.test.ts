import { mkdtemp, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseManifest } from '@tacit-rec/pack'
import {
  evaluate,
  inspect,
  intents,
  type Progress,
  publish,
  teach,
  train,
  update,
} from '@tacit-rec/training'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalEdge, startEdge } from '../../worker/local/index.ts'
import { ITEMS, writeCheckerboard } from '../checkerboard/data.ts'

const TOKEN = 'secret'
let data: string
let folder: string
let edge: LocalEdge

beforeAll(async () => {
  data = await writeCheckerboard()
  folder = await mkdtemp(join(tmpdir(), 'tacit-api-'))
  edge = await startEdge({ port: 0, persistTo: join(folder, 'edge'), token: TOKEN })
})
afterAll(() => edge?.dispose())

const current = async () => {
  const response = await fetch(`${edge.url}/v1/c/default/manifest`)
  return parseManifest(await response.json())
}

describe('without the command line', () => {
  it('trains, publishes to an edge, updates and publishes again', async () => {
    const pack = join(folder, 'pack')
    const trained = await train({ data, out: pack, preset: 'quick' })
    expect(trained).toMatchObject({ out: pack, sequence: 1 })
    expect(trained.config).toMatchObject({ seed: 1, minSupport: 2, maxMinutes: 20, lexical: true })

    const first = await publish({ pack, to: edge.url, token: TOKEN })
    expect(first).toMatchObject({ url: `${edge.url}/v1/c/default`, sequence: 1 })
    expect(first.uploaded).toHaveLength(14)
    expect(await current()).toMatchObject({ sequence: 1, items: ITEMS })

    const updated = await update({ pack, items: join(data, 'items.csv') })
    expect(updated).toMatchObject({ sequence: 2, added: 0, removed: 0 })
    await publish({ pack, to: `${edge.url}/v1/c/default`, token: TOKEN })
    expect((await current()).sequence).toBe(2)
    await expect(publish({ pack, to: edge.url, token: '' })).rejects.toMatchObject({
      code: 'publish/token',
    })

    const { items, files } = await inspect({ pack })
    expect([items, files.length]).toEqual([ITEMS, 15])
    const { prototypes } = await inspect({ pack, item: 'i03' })
    expect(prototypes[0].label).toBe('Black')
  })

  it('scores a teacher, a RUN of it, a student and its pack alike', async () => {
    const protocol = 'leave-one-out'
    const [run, pack] = [join(folder, 'run'), join(folder, 'kept')]
    const notes: string[] = []
    const task = () => ({ update() {}, end() {} })
    const progress: Progress = { task, note: (line) => void notes.push(line) }
    const { config } = await teach({ data, protocol, teacher: 'ease', out: run, progress })
    expect(config).toMatchObject({ teacher: 'ease', protocol, seed: 1 })
    expect(notes).toEqual([
      expect.stringContaining('kinds: view 840 (weight 1)'),
      expect.stringMatching(`^wrote ${run} in `),
    ])
    const ofRun = await evaluate({ data, protocol, teacher: run })
    const fitted = await evaluate({ data, protocol, teacher: 'ease', preset: 'quick' })
    expect(ofRun.ndcg).toEqual(fitted.ndcg)
    expect(fitted.config).toMatchObject({ preset: 'quick', lambda: 150 })

    const student = await evaluate({
      data,
      protocol,
      student: true,
      preset: 'quick',
      keepPack: pack,
    })
    expect(student.config.parts).toEqual(['ease', 'transitions', 'text'])
    expect(student.hr['10']).toBe(1)
    const again = await evaluate({ data, protocol, pack })
    expect(again.recall).toEqual(student.recall)
  })

  it('says whether fitted people can be told from others, and writes a report', async () => {
    const report = join(folder, 'report.html')
    const unseen = { data, protocol: 'unseen-users', student: true, preset: 'quick' } as const
    const { membership, calibration } = await evaluate({ ...unseen, report })
    const { members, others, auc, interval } = membership!
    expect(members + others).toBeLessThanOrEqual(120)
    expect([interval[0] < auc, auc < interval[1]]).toEqual([true, true])
    // A handful of validation users calibrates nothing.
    expect(calibration).toBeNull()
    const page = await readFile(report, 'utf8')
    expect(page).toContain('student on unseen-users')
    expect(page).toContain(String(auc))
  })

  it('describes items, or counts the calls that would take', async () => {
    const out = join(folder, 'intents')
    const cache = join(folder, 'cache')
    const planned = await intents({ data, out, cache, dryRun: true })
    expect(planned.chat).toEqual({ calls: 0, usage: { input: 0, output: 0 }, cost: 0 })
    const { manifest } = await intents({ data, out, cache })
    expect(manifest).toMatchObject({ protocol: 'all', items: { lexical: ITEMS } })
  })
})

it.each([
  ['no model', {}],
  ['two models', { teacher: 'ease', student: true }],
])('refuses to score %s', async (_, models) => {
  await expect(evaluate({ data, protocol: 'ratio', ...models })).rejects.toMatchObject({
    code: 'evaluate/model',
  })
})
