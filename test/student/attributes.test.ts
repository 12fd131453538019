import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { evaluate, type TrainOptions, teach, train } from '../../training/api/index.ts'
import { historyAt, loadDataset, splitDataset } from '../../training/data/index.ts'
import { evaluateRanker } from '../../training/evaluate/index.ts'
import { readPack } from '../../training/export/index.ts'
import { deadlineIn, silent } from '../../training/progress.ts'
import { createRandom } from '../../training/random.ts'
import { fitGraphTeacher } from '../../training/student/targets/graph.ts'
import { fitOptions } from '../../training/teachers/index.ts'
import { folders } from '../data/folder.ts'

const [GROUPS, EACH, USERS, EVENTS] = [6, 20, 120, 4]
const ITEMS = GROUPS * EACH
const NAME = 'lightgcn+hgcl'
const folder = folders()
const data = folder(plantedShop())
const FIT = { data, seed: 1, threads: 1 }
const QUICK = { ...FIT, preset: 'quick', memory: [], minSupport: 1 } as const

/**
 * Every user takes four items of one of six groups of twenty, two of which are fitted. Items have no
 * text: `brand` and `shelf` are the group, `author` is that of another item.
 */
function plantedShop(): Record<string, string> {
  const random = createRandom(11)
  const idOf = (item: number) => `i${String(item).padStart(3, '0')}`
  const events = Array.from({ length: USERS }, (_, u) => {
    const own = Int32Array.from({ length: EACH }, (_, n) => n * GROUPS + (u % GROUPS))
    // The first events touch every item once.
    const first = own[Math.floor(u / GROUPS) % EACH]
    const others = Array.from(random.shuffle(own)).filter((item) => item !== first)
    const taken = [first, ...others].slice(0, EVENTS)
    return taken.map((item, n) => `u${u},${idOf(item)},${1_700_000_000 + 86_400 * n + u}`)
  })
  const others = random.shuffle(Int32Array.from({ length: ITEMS }, (_, i) => i))
  const items = Array.from(others, (other, i) => {
    const [own, its] = [i % GROUPS, other % GROUPS]
    return `${idOf(i)},house ${own},house ${its},shelf ${own}`
  })
  return {
    'interactions.csv': `user,item,time\n${events.flat().join('\n')}\n`,
    'items.csv': `id,brand,author,shelf\n${items.join('\n')}\n`,
  }
}

/** Fits a RUN of `+hgcl`, or of its backbone, and returns its folder. */
async function teachRun(protocol: 'leave-one-out' | 'all', column?: string): Promise<string> {
  const out = join(folder({}), column ?? 'bare')
  const set = { learningRate: 0.01, ...(column && { attributeWeight: 0.5 }) }
  const teacher = column ? NAME : 'lightgcn'
  await teach({ ...FIT, protocol, teacher, out, set, attributes: column ? [column] : undefined })
  return out
}

describe('a student of a shop without texts', () => {
  it('learns from a RUN of +hgcl what the columns say', async () => {
    const hr10 = async (column?: string) => {
      const teachers = [await teachRun('leave-one-out', column)]
      const student = { ...QUICK, protocol: 'leave-one-out', student: true, teachers } as const
      return (await evaluate(student)).hr['10']
    }
    const [bare, own, others] = [await hr10(), await hr10('brand'), await hr10('author')]
    expect(own).toBeGreaterThan(bare + 0.05)
    expect(others).toBeLessThan(bare + 0.02)
  })

  it('has one as its graph teacher by name, without a RUN', async () => {
    const dataset = await loadDataset(data)
    const split = splitDataset(dataset, 'leave-one-out')
    const fitOf = (attributeColumns: string[]) => {
      const run = { preset: 'quick', seed: 1, threads: 1, deadline: deadlineIn(5) } as const
      return fitOptions(dataset, split, { ...run, progress: silent, attributeColumns })
    }
    const hr10 = async (name: string, columns: string[], framed: number) => {
      const schedule = { plain: 1000 - framed, framed }
      const { teacher } = await fitGraphTeacher(name, fitOf(columns), schedule)
      return evaluateRanker(teacher, split.test, ITEMS).hr['10']
    }
    const bare = await hr10('lightgcn', [], 0)
    expect(await hr10(NAME, ['brand'], 1000)).toBeGreaterThan(bare + 0.1)
    expect(await hr10(NAME, ['author'], 1000)).toBeLessThan(bare + 0.05)
    const { teacher, schedule } = await fitGraphTeacher(NAME, fitOf(['brand']))
    // Attributes are part of the loss in every epoch, or in none where the backbone alone is better.
    const { plain, framed, validation } = schedule
    expect([plain, framed]).toEqual(teacher.name === NAME ? [0, 30] : [60, 0])
    if (teacher.name !== NAME) expect(validation!.plain).toBeGreaterThan(validation!.framed)
    const again = await fitGraphTeacher(teacher.name, fitOf(['brand']), schedule)
    const scores = [teacher, again.teacher].map(({ score }) => {
      const out = new Float32Array(ITEMS)
      score(historyAt(split.valid.input, 0), out)
      return out
    })
    expect(scores[0]).toEqual(scores[1])
  })

  it('is trained by name or RUN; only columns that are named with --keep become public', async () => {
    const packOf = async (name: string, more: Partial<TrainOptions>) => {
      const out = join(folder({}), name)
      await train({ ...QUICK, ...more, out })
      const { manifest, catalogue } = await readPack(out)
      const { teachers, graphs } = manifest.training.config as Record<string, object>
      return { teachers, graphs, columns: Object.keys(catalogue.extra ?? {}).sort() }
    }
    const keep = ['shelf']
    const named = await packOf('named', { teachers: ['ease', NAME], attributes: keep, keep })
    expect(named).toMatchObject({
      teachers: { [NAME]: 0.5 },
      graphs: { [NAME]: { plain: 0, framed: 30 } },
    })
    expect(named.columns).toEqual(['author', 'brand', 'shelf'])
    const run = await packOf('run', { teachers: ['ease', await teachRun('all', 'shelf')] })
    expect(run).toMatchObject({ teachers: { 'run:shelf': 0.5 }, columns: ['author', 'brand'] })
  })

  it('refuses columns that no teacher uses, or that the pack does not have', async () => {
    const refused = (teachers: string[], attributes: string[]) =>
      train({ ...QUICK, teachers, attributes, out: join(folder({}), 'never') }).then(
        () => '',
        ({ message }) => message,
      )
    expect(await refused(['ease'], ['brand'])).toBe(
      '--attributes brand: no teacher of the student learns from attributes: add one such as ' +
        'lightgcn+hgcl to --teachers, or remove --attributes',
    )
    expect(await refused([NAME], ['shelf'])).toContain(
      'the items have no column "shelf": choose brand, author; for a student, pass --keep shelf too',
    )
  })
})
