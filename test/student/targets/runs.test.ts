import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Protocol } from '@tacit-rec/pack'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluate, teach, train } from '../../../training/api/index.ts'
import { main } from '../../../training/cli/index.ts'
import { historyAt, loadDataset, splitDataset } from '../../../training/data/index.ts'
import { readPack } from '../../../training/export/index.ts'
import { engineRanker } from '../../../training/student/index.ts'
import { readTeacher } from '../../../training/student/targets/runs.ts'
import { isGraphName, itemUsers } from '../../../training/teachers/index.ts'
import { bestOutside, CASES, ITEMS, writeCheckerboard } from '../../checkerboard/data.ts'

const FIT = { seed: 1, threads: 1 }
const QUICK = { ...FIT, preset: 'quick' as const, memory: [], minSupport: 2, maxMinutes: 5 }

let data: string
let folder: string

beforeAll(async () => {
  data = await writeCheckerboard()
  folder = await mkdtemp(join(tmpdir(), 'tacit-taught-'))
})

/** Fits a RUN and returns its path. */
async function teachRun(teacher: string, protocol: Exclude<Protocol, 'cold-items'>, of = data) {
  const out = join(await mkdtemp(join(folder, 'run-')), teacher)
  const epochs = isGraphName(teacher) ? 9 : undefined
  await teach({ ...FIT, data: of, teacher, protocol, out, epochs })
  return out
}

describe('a student with RUNs as teachers', () => {
  it('is trained on all events, and its pack holds no path', async () => {
    const [sgl, ease] = [await teachRun('sgl', 'all'), await teachRun('ease', 'all')]
    const packBy = async (name: string, teachers: string[]) => {
      const out = join(folder, name)
      await train({ ...QUICK, data, teachers, out })
      return readPack(out)
    }
    const pack = await packBy('by-runs', ['transitions', sgl, ease])
    const config = pack.manifest.training.config as Record<string, unknown>
    expect(config.teachers).toEqual({ transitions: 1, 'run:sgl': 0.5, 'run:ease': 1 })
    expect(await readFile(join(folder, 'by-runs/manifest.json'), 'utf8')).not.toContain(folder)
    const without = await packBy('by-name', ['transitions'])
    expect(pack.items.vectors).not.toEqual(without.items.vectors)
    const ranker = engineRanker(pack)
    for (const { history, wanted } of CASES) {
      const out = new Float32Array(ITEMS)
      const [kind, age] = [new Uint8Array(history.length), new Float32Array(history.length)]
      ranker.score({ user: -1, item: Int32Array.from(history), kind, age }, out)
      expect(bestOutside(out, history, 9)).toEqual(wanted)
    }
  })

  it('is trained by `tacit distil` too', async () => {
    const [run, out] = [await teachRun('item-knn', 'all'), join(folder, 'distilled')]
    const args = [data, '--teachers', run, '--preset', 'quick', '--threads', '2', '--out', out]
    expect(await main(['node', 'tacit', 'distil', ...args])).toBe(0)
    const { config } = (await readPack(out)).manifest.training
    expect(config).toMatchObject({ teachers: { 'run:item-knn': 0.5 } })
  })

  it('is searched and evaluated with a RUN of the same split', async () => {
    const teachers = ['ease', await teachRun('item-knn', 'leave-one-out')]
    const flags = { ...QUICK, data, teachers, protocol: 'leave-one-out', student: true } as const
    const search = { ...flags, preset: 'standard', maxMinutes: 0.001 } as const
    const { config } = await evaluate(search)
    const weights = config.teachers
    expect(Object.keys(weights)).toEqual(['ease', 'run:item-knn'])
    expect(weights['run:item-knn']).toBeGreaterThan(0.5)
  })

  it('reports, in its pack too, that a RUN was fitted with inputs of unseen users', async () => {
    const teachers = ['ease', await teachRun('sgl', 'unseen-users')]
    const pack = join(folder, 'transductive')
    const flags = { ...QUICK, data, protocol: 'unseen-users' } as const
    const student = await evaluate({ ...flags, teachers, student: true, keepPack: pack })
    expect(student).toMatchObject({ model: 'student', transductive: true })
    expect(await evaluate({ ...flags, pack })).toMatchObject({ transductive: true })
    const alone = await evaluate({ ...flags, teachers: ['ease'], student: true })
    expect(alone).not.toHaveProperty('transductive')
  })
})

describe('a RUN as a teacher', () => {
  it('gives rare items its lowest score', async () => {
    const run = await teachRun('item-knn', 'leave-one-out')
    const dataset = await loadDataset(data)
    const split = splitDataset(dataset, 'leave-one-out')
    const users = itemUsers(split.fit, ITEMS)
    const support = users.toSorted()[5]
    const rare = [...users.keys()].filter((i) => users[i] < support)
    const teacher = await readTeacher('run:item-knn', run, dataset, split, support)
    const out = new Float32Array(ITEMS)
    teacher.score(historyAt(split.fit, 0), out)
    expect(rare.length).toBeGreaterThan(0)
    for (const i of rare) expect(out[i]).toBe(Math.min(...out))
    expect(Math.max(...out)).toBeGreaterThan(Math.min(...out))
  })

  it('is refused if it has another split or other data, or does not exist', async () => {
    const all = await teachRun('item-knn', 'all')
    const one = await teachRun('item-knn', 'leave-one-out')
    const judge = (run: string, of = data) => {
      const flags = { ...QUICK, data: of, teachers: ['ease', run], student: true }
      return evaluate({ ...flags, protocol: 'leave-one-out' })
    }
    const trainBy = (run: string, preset: 'quick' | 'standard') =>
      train({ ...QUICK, data, preset, teachers: [run], out: join(folder, 'never') })
    await expect(judge(all)).rejects.toThrow(
      `run ${all}: its training protocol is "all", this evaluation's is "leave-one-out": it may ` +
        'have seen the test events, so it is not used; use tacit teach --protocol leave-one-out',
    )
    const other = await mkdtemp(join(tmpdir(), 'tacit-other-'))
    const events = await readFile(join(data, 'interactions.csv'), 'utf8')
    await writeFile(join(other, 'interactions.csv'), `${events}u0,i02,1800000000\n`)
    await expect(judge(one, other)).rejects.toThrow(`run ${one}: its training data hash is `)
    await expect(trainBy(one, 'quick')).rejects.toThrow(
      `run ${one}: its training protocol is "leave-one-out", this training's is "all": it was ` +
        'fitted on other events, so it is not used; use tacit teach --protocol all',
    )
    await expect(trainBy(all, 'standard')).rejects.toThrow(
      `run ${all}: its training protocol is "all", and --preset standard would validate on users the`,
    )
    const nowhere = join(folder, 'nowhere')
    await expect(judge(nowhere)).rejects.toThrow(`${nowhere}: no finished run of a teacher`)
    await expect(trainBy(nowhere, 'standard')).rejects.toThrow(`${nowhere}: no finished run`)
    await expect(judge('nonesuch')).rejects.toThrow('or the path of a RUN')
  })

  it('is refused on a name clash', async () => {
    const [a, b] = [await teachRun('item-knn', 'all'), await teachRun('item-knn', 'all')]
    const flags = { ...QUICK, data, teachers: [a, b], out: join(folder, 'never') }
    await expect(train(flags)).rejects.toThrow('name clash, "run:item-knn" is already in the list')
  })
})
