import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { LoadedPack } from '@tacit-rec/pack'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPack } from '../../training/export/index.ts'
import { ITEMS, writeCheckerboard } from '../checkerboard/data.ts'
import { lastLine, tacit, tacitProcess } from './tacit.ts'

/** Arguments that score EASE-R. */
const EASE = ['--data', 'DATA', '--protocol', 'leave-one-out', '--teacher', 'ease']

let data: string
let folder: string

beforeAll(async () => {
  data = await writeCheckerboard()
  folder = await mkdtemp(join(tmpdir(), 'tacit-cli-'))
})

it('tacit --version prints the version of the package', async () => {
  const { version } = JSON.parse(
    await readFile(resolve(import.meta.dirname, '../../training/package.json'), 'utf8'),
  )
  expect(await tacitProcess('--version')).toMatchObject({ code: 0, stdout: `${version}\n` })
})

describe('tacit train, inspect', () => {
  it('writes a pack that inspect describes', async () => {
    const pack = join(folder, 'pack')
    const trained = await tacit('train', data, '--out', pack, '--preset', 'quick', '--json')
    expect(trained).toMatchObject({ code: 0 })
    expect(lastLine(trained)).toMatchObject({ out: pack, config: { preset: 'quick', seed: 1 } })
    const manifest = JSON.parse(await readFile(join(pack, 'manifest.json'), 'utf8'))
    expect(manifest.training).toMatchObject({ protocol: 'all', seed: 1 })

    const inspected = lastLine(await tacit('inspect', pack, '--json'))
    expect(inspected).toMatchObject({ items: ITEMS, dim: manifest.dim, intents: manifest.intents })
    const roles = inspected.files.map((file: { role: string }) => file.role).sort()
    const ranking = 'intents items manifest neighbours popularity prototypes weights'
    expect(roles).toEqual(
      `clusters facts head ids index lexicon ${ranking} scorer student`.split(' ').sort(),
    )
    const item = (id: string) => tacit('inspect', pack, '--item', id, '--json')
    const cabinet = lastLine(await item('i03'))
    expect(cabinet).toMatchObject({ id: 'i03', title: 'black walnut cabinet 3' })
    expect(cabinet.prototypes[0]).toMatchObject({ label: 'Black' })
    expect((await item('i99')).stderr).toContain('item "i99" is not in')
    const { stdout } = await tacit('inspect', pack)
    expect(stdout).toMatch(/^role +file +bytes +bytes sent\nmanifest +manifest.json +\d+ +\d+\n/)
    for (const size of ['bytes', 'transferBytes'])
      expect(inspected[size]).toBe(
        inspected.files.reduce((sum: number, file: Record<string, number>) => sum + file[size], 0),
      )
  })

  it('inspect refuses a pack with a file that is one byte too long', async () => {
    const pack = join(folder, 'damaged')
    await tacit('train', data, '--out', pack, '--preset', 'quick')
    const [first] = (await readdir(pack)).filter((name) => name !== 'manifest.json').sort()
    await appendFile(join(pack, first), 'x')
    const { code, stderr } = await tacit('inspect', pack)
    expect(code).toBe(2)
    expect(stderr).toMatch(/has \d+ bytes.*train it again/)
    expect(stderr).not.toContain('publish')
  })

  it('raises the sequence when a pack is written again', async () => {
    const pack = join(folder, 'again')
    const train = () => tacit('train', data, '--out', pack, '--preset', 'quick', '--json')
    const [first, second] = [lastLine(await train()), lastLine(await train())]
    expect(second.sequence).toBeGreaterThan(first.sequence)
  })

  it('keeps the ids of the previous pack, and refuses one that it cannot read', async () => {
    const [pack, next] = [join(folder, 'before'), join(folder, 'after')]
    const train = (...args: string[]) => tacit('train', data, '--preset', 'quick', ...args)
    await train('--out', pack)
    const before = await readPack(pack)
    expect(before.prototypes.map(({ id }) => id)).toEqual(['p0', 'p1'])
    expect(await train('--out', next, '--previous', pack, '--seed', '5')).toMatchObject({ code: 0 })
    const after = await readPack(next)
    expect(after.manifest.training.nextPrototype).toBe(2)
    const nameOf = ({ prototypes }: LoadedPack) =>
      Object.fromEntries(prototypes.map(({ id, label }) => [id, label]))
    expect(nameOf(after)).toEqual(nameOf(before))
    const { name } = after.manifest.files.find(({ role }) => role === 'intents')!
    await rm(join(next, name))
    const { code, stderr } = await train('--out', next)
    expect([code, stderr]).toEqual([
      2,
      expect.stringContaining('name an intact pack with --previous'),
    ])
  })

  it('searches with the standard preset, and reports why it stopped', async () => {
    const pack = join(folder, 'standard')
    const flags = ['--max-minutes', '0.001', '--json']
    const { config } = lastLine(await tacit('train', data, '--out', pack, ...flags))
    expect(config.stopped).toMatch(/^time ran out/)
    expect([20, 50, 150, 500]).toContain(config.lambda)
    const { membership } = lastLine(await tacit('inspect', pack, '--json'))
    expect(membership.members + membership.others).toBe(120)
    const { stdout } = await tacit('inspect', pack)
    expect(stdout).toContain(`membership: AUC ${membership.auc.toFixed(3)} (95 %: `)
  })
})

describe('tacit evaluate', () => {
  const scored = (...args: string[]) =>
    tacit('evaluate', '--data', data, '--preset', 'quick', '--json', ...args)

  it('scores a teacher on a protocol', async () => {
    const result = lastLine(await scored('--protocol', 'leave-one-out', '--teacher', 'ease'))
    expect(result).toMatchObject({ protocol: 'leave-one-out', model: 'ease', users: 120 })
    // Seven of twelve were taken: the held-out one is among the six that are left of its color.
    expect(result.hr['10']).toBe(1)
    expect(Object.keys(result.recall)).toEqual(['5', '10', '20'])
  })

  it('takes the data as an argument too, and prints a table without --json', async () => {
    const args = ['--protocol', 'leave-one-out', '--teacher', 'popularity']
    const { code, stdout } = await tacit('evaluate', data, ...args)
    expect(code).toBe(0)
    const [head, cutoffs, recall] = stdout.split('\n')
    expect(head).toBe('popularity on leave-one-out, 120 users')
    expect(cutoffs).toMatch(/^ +@5 +@10 +@20$/)
    const { recall: exact } = lastLine(await scored(...args))
    expect(recall.split(/ +/)).toEqual([
      'recall',
      ...['5', '10', '20'].map((k) => exact[k].toFixed(4)),
    ])
  })

  it('ranks items without events by text, and refuses teachers that cannot', async () => {
    const cold = ['--protocol', 'cold-items', '--teacher']
    const [text, many] = [
      await scored(...cold, 'nearest-text'),
      await scored(...cold, 'popularity'),
    ]
    // 24 items less 7 that were taken: 20 are all there are.
    expect(lastLine(text).recall).toEqual({ 20: 1, 100: 1 })
    expect(lastLine(many).recall['100']).toBe(1)
    const graph = await scored(...cold, 'lightgcn')
    expect(graph).toMatchObject({ code: 2, stdout: '' })
    expect(graph.stderr).toContain('"cold-items" ranks items that have none: use nearest-text')
  })

  it('marks user embeddings as transductive on unseen users', async () => {
    const result = lastLine(await scored('--protocol', 'unseen-users', '--teacher', 'lightgcn'))
    expect(result).toMatchObject({ model: 'lightgcn', transductive: true })
  })

  it('keeps the pack of a student, which then gets the same scores', async () => {
    const pack = join(folder, 'kept')
    const protocol = ['--protocol', 'leave-one-out']
    const student = lastLine(await scored(...protocol, '--student', '--keep-pack', pack))
    expect(student.model).toBe('student')
    const again = lastLine(await scored(...protocol, '--pack', pack))
    for (const metric of ['users', 'recall', 'ndcg', 'hr'])
      expect(again[metric]).toEqual(student[metric])
    const other = await scored('--protocol', 'unseen-users', '--pack', pack)
    expect(other).toMatchObject({ code: 2, stdout: '' })
    expect(other.stderr).toContain('its training protocol is "leave-one-out"')
  })

  it('never scores a pack that has seen the test events', async () => {
    const pack = join(folder, 'everything')
    await tacit('train', data, '--out', pack, '--preset', 'quick')
    const { code, stderr } = await scored('--protocol', 'unseen-users', '--pack', pack)
    expect(code).toBe(2)
    expect(stderr).toContain('its training protocol is "all"')
  })
})

describe('tacit teach', () => {
  it('writes a RUN that scores like the teacher', async () => {
    const out = join(folder, 'run')
    const protocol = ['--protocol', 'leave-one-out']
    const flags = ['--teacher', 'item-knn', '--tune', '--out', out, '--json']
    const result = await tacit('teach', data, ...protocol, ...flags)
    expect(result).toMatchObject({ code: 0 })
    expect(result.stderr).toMatch(/k +shrink +validation\n/)
    const { config } = lastLine(result)
    expect(config).toMatchObject({ teacher: 'item-knn', protocol: 'leave-one-out', seed: 1 })
    const evaluate = ['evaluate', '--data', data, ...protocol, '--json', '--teacher']
    const [ofRun, fitted] = [await tacit(...evaluate, out), await tacit(...evaluate, 'item-knn')]
    expect(lastLine(ofRun).ndcg).toEqual(lastLine(fitted).ndcg)
    const other = await tacit(...evaluate.with(4, 'unseen-users'), out)
    expect(other.code).toBe(2)
    expect(other.stderr).toContain('use tacit teach --protocol unseen-users')
  })
})

describe('bad input', () => {
  it.each([
    ['an unknown teacher', ['train', 'DATA', '--out', 'x', '--teachers', 'alchemy'], 'alchemy'],
    [
      'no RUN to learn from',
      ['train', 'DATA', '--out', 'x', '--teachers', 'ease,./no'],
      './no: no f',
    ],
    ['an unknown part', ['train', 'DATA', '--out', 'x', '--memory', 'dreams'], 'dreams'],
    ['a bad number', ['train', 'DATA', '--out', 'x', '--min-support', '0'], 'a whole number ≥ 1'],
    ['no data', ['train', '/nowhere', '--out', 'x'], '/nowhere'],
    ['no model', ['evaluate', '--data', 'DATA', '--protocol', 'leave-one-out'], '0 models named'],
    [
      'the wrong protocol',
      ['evaluate', '--data', 'DATA', '--protocol', 'ratio', '--student'],
      'ratio',
    ],
    ['no RUN', ['evaluate', ...EASE.with(-1, './no-run')], './no-run: no finished run'],
    ['an unknown teacher to score', ['evaluate', ...EASE.with(-1, 'x')], 'or the path of a RUN'],
    [
      'text that is not used',
      ['evaluate', ...EASE, '--text-items', 'x.npy'],
      '"ease" uses no text',
    ],
    ['no text', ['evaluate', ...EASE.with(-1, 'sgl+irllrec')], 'give --text-items FILE'],
    ['epochs that are not used', ['evaluate', ...EASE, '--epochs', '9'], 'remove --epochs 9'],
    [
      'a setting of words',
      ['evaluate', ...EASE, '--set', 'lambda=much'],
      '"much" must be a number',
    ],
    ['no data to score on', ['evaluate', ...EASE.slice(2)], 'pass the data exactly once'],
    ['data given twice', ['evaluate', 'DATA', ...EASE], 'pass the data exactly once'],
    ['no pack', ['inspect', '/nowhere'], '/nowhere'],
    ['no token', ['publish', 'x', '--to', 'http://127.0.0.1:1'], 'TACIT_TOKEN'],
    ['no command', ['dance'], 'dance'],
  ])('%s: exit code 2 and one clear message', async (_, args, says) => {
    const result = await tacit(...args.map((arg) => (arg === 'DATA' ? data : arg)))
    expect(result.code).toBe(2)
    expect(result.stdout).toBe('')
    expect(result.stderr).toContain(says)
    expect(result.stderr).not.toMatch(/\n\s+at /)
  })

  it('names an item and a user without edges for a graph teacher', async () => {
    const shop = await mkdtemp(join(tmpdir(), 'tacit-lonely-'))
    const header = 'user_id:token\titem_id:token\n'
    const rows = (...pairs: string[]) => header + pairs.join('\n').replaceAll(' ', '\t')
    await writeFile(join(shop, 'train.inter'), rows('u a', 'u b', 'v a', 'v c'))
    await writeFile(join(shop, 'valid.inter'), rows('u c'))
    await writeFile(join(shop, 'test.inter'), rows('v b', 'w a'))
    const sgl = ['--protocol', 'ratio', '--teacher', 'sgl']
    const noEdges = await tacit('teach', shop, ...sgl, '--out', join(folder, 'no-edges'))
    expect(noEdges).toMatchObject({ code: 2, stdout: '' })
    expect(noEdges.stderr).toContain('user "w" has no training events: "sgl" learns from edges')

    await writeFile(join(shop, 'test.inter'), rows('v b'))
    await writeFile(join(shop, 'items.item'), 'item_id:token\na\nb\nc\nd\ne\n')
    const noEvents = await tacit('evaluate', '--data', shop, ...sgl)
    expect(noEvents).toMatchObject({ code: 2, stdout: '' })
    expect(noEvents.stderr).toContain('item "d" has no events, and 1 more: "sgl" learns from edges')
    const core = ['--k-core', '1', '--epochs', '1', '--json']
    expect(await tacit('evaluate', '--data', shop, ...sgl, ...core)).toMatchObject({ code: 0 })
  })

  it('reports data with nothing to learn from', async () => {
    const events = join(await mkdtemp(join(tmpdir(), 'tacit-few-')), 'events.csv')
    await writeFile(events, 'user,item,time\nu,a,1\nv,b,2\n')
    const few = await tacit('train', events, '--out', join(folder, 'few'), '--preset', 'quick')
    expect(few.code).toBe(2)
    expect(few.stderr).toContain('no user has two different items')
  })

  it('names file and line of a bad row', async () => {
    const events = join(await mkdtemp(join(tmpdir(), 'tacit-bad-')), 'events.csv')
    await writeFile(events, 'user,item,time\nu,a,1\nu,b,soon\n')
    const { code, stderr } = await tacit('train', events, '--out', join(folder, 'never'))
    expect(code).toBe(2)
    expect(stderr).toContain('events.csv:3')
  })
})
