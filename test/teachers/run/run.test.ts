import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { setTimeout as pause } from 'node:timers/promises'
import { writeSafetensors } from '@tacit-rec/pack'
import { parseHTML } from 'linkedom'
import { beforeAll, describe, expect, it } from 'vitest'
import { evaluate, type TeachOptions, teach } from '../../../training/api/index.ts'
import { triedTable } from '../../../training/cli/output.ts'
import { type Progress, silent } from '../../../training/progress.ts'
import { writeCheckerboard } from '../../checkerboard/data.ts'

let data: string
const folder = () => mkdtemp(join(tmpdir(), 'tacit-run-'))
const QUICK = { preset: 'quick' as const }

beforeAll(async () => {
  data = await writeCheckerboard()
})

function run(out: string, teacher: string, more: Partial<TeachOptions> = {}): TeachOptions {
  return { data, threads: 1, protocol: 'leave-one-out', teacher, out, ...more }
}

/** Everything in a RUN but what tells the time. */
async function contentsOf(out: string): Promise<Record<string, string>> {
  const files = (await readdir(out)).sort().filter((name) => name !== 'report.html')
  const read = async (name: string) =>
    (await readFile(join(out, name), 'latin1')).replace(/"seconds":[^,}]*/g, '')
  return Object.fromEntries(await Promise.all(files.map(async (name) => [name, await read(name)])))
}

function abortAfter(updates: number): [Progress, AbortSignal] {
  const control = new AbortController()
  let seen = 0
  const update = () => void (++seen === updates && control.abort())
  return [{ ...silent, task: () => ({ update, end() {} }) }, control.signal]
}

describe('a RUN', () => {
  it.each([
    ['ease', 'links'],
    ['gf-cf', 'links'],
    ['item-knn', 'links'],
    ['popularity', 'links'],
    ['text-knn', 'links'],
    ['transitions', 'links'],
    ['sgl', 'embeddings'],
  ])('of %s ranks as the teacher does', async (name, kind) => {
    const out = await folder()
    const epochs = kind === 'embeddings' ? 9 : undefined
    await teach(run(out, name, { epochs }))
    const flags = { ...QUICK, data, protocol: 'leave-one-out' } as const
    const ofRun = await evaluate({ ...flags, teacher: out })
    const set = {}
    const more = epochs ? { preset: 'standard' as const, epochs, threads: 1 } : {}
    const fitted = await evaluate({ ...flags, set, ...more, teacher: name })
    expect(ofRun).toMatchObject({ model: name, protocol: 'leave-one-out', users: 120 })
    for (const metric of ['recall', 'ndcg', 'hr'] as const)
      expect(ofRun[metric]).toEqual(fitted[metric])
    const files = (await readdir(out)).sort()
    const own = kind === 'links' ? [] : ['checkpoint.safetensors', 'log.jsonl']
    expect(files).toEqual(
      [...own, 'config.json', 'ids.json', 'report.html', `${kind}.safetensors`].sort(),
    )
    const { document } = parseHTML(await readFile(join(out, 'report.html'), 'utf8'))
    expect(document.querySelector('h1')?.textContent).toContain(`${name} on tacit-checkerboard`)
    if (kind === 'embeddings') expect(document.querySelectorAll('svg').length).toBeGreaterThan(2)
  })

  it('is refused where it may have seen the test events', async () => {
    const [all, one] = [await folder(), await folder()]
    await teach(run(all, 'item-knn', { protocol: 'all' }))
    await teach(run(one, 'item-knn'))
    const flags = { ...QUICK, data, protocol: 'unseen-users' } as const
    await expect(evaluate({ ...flags, teacher: all })).rejects.toThrow(
      'its training protocol is "all", this evaluation\'s is "unseen-users"',
    )
    await expect(evaluate({ ...flags, teacher: one })).rejects.toThrow('leave-one-out')
    const other = { ...flags, protocol: 'leave-one-out', kCore: 2 } as const
    const config = JSON.parse(await readFile(join(one, 'config.json'), 'utf8'))
    config.data.hash = 'x'
    await writeFile(join(one, 'config.json'), JSON.stringify(config))
    await expect(evaluate({ ...other, teacher: one })).rejects.toThrow(
      'its training data hash is x',
    )
  })

  it('says that it was fitted with the inputs of unseen users', async () => {
    const out = await folder()
    await teach(run(out, 'sgl', { protocol: 'unseen-users', epochs: 3 }))
    const flags = { ...QUICK, data, protocol: 'unseen-users' } as const
    expect(await evaluate({ ...flags, teacher: out })).toMatchObject({ transductive: true })
  })

  it('is refused where it is damaged, unfinished or none', async () => {
    const out = await folder()
    const flags = { ...QUICK, data, protocol: 'leave-one-out', teacher: out } as const
    await expect(evaluate(flags)).rejects.toThrow(`${out}: no finished run`)
    await teach(run(out, 'popularity'))
    const bias = { dtype: 'F32' as const, shape: [2], data: new Float32Array(2) }
    await writeFile(join(out, 'links.safetensors'), writeSafetensors({ bias }, { decay: '1' }))
    await expect(evaluate(flags)).rejects.toThrow('bias is F32 [2], the run needs F32 [24]')
    await rm(join(out, 'links.safetensors'))
    await expect(evaluate(flags)).rejects.toThrow('cannot be read (no such file)')
    await writeFile(join(out, 'config.json'), '{}')
    await expect(evaluate(flags)).rejects.toThrow(
      'config.json does not describe a run of a teacher',
    )
    await expect(teach(run(out, 'ease'))).rejects.toThrow('choose another folder')
  })

  it('of another teacher is not written over', async () => {
    const out = await folder()
    await teach(run(out, 'popularity'))
    await expect(teach(run(out, 'item-knn'))).rejects.toThrow(
      `${out} holds a run of "popularity": choose another --out`,
    )
  })
})

describe('teaching', () => {
  it('on everything chooses epochs on unseen users first', async () => {
    const out = await folder()
    const flags = run(out, 'sgl', { protocol: 'all', epochs: 12 })
    const { config } = await teach(flags)
    const log = (await readFile(join(out, 'log.jsonl'), 'utf8')).trim().split('\n')
    const lines = log.map((line) => JSON.parse(line) as { stage: string; epoch: number })
    const epochs = (stage: string) => lines.filter((line) => line.stage === stage).length
    expect(epochs('choose')).toBe(12)
    expect(epochs('fit')).toBe(config.epochs)
    expect(config).toMatchObject({ protocol: 'all', teacher: 'sgl', validation: { users: 14 } })
  })

  it.each([
    ['in the first stage', 4],
    ['in the second', 14],
  ])('goes on after a stop %s to the same bits', async (_, updates) => {
    const [whole, cut] = [await folder(), await folder()]
    const flags = (out: string) =>
      run(out, 'sgl', { protocol: 'all', epochs: 12, set: { dim: 4 }, threads: 2 })
    await teach(flags(whole))
    const [progress, signal] = abortAfter(updates)
    await expect(teach({ ...flags(cut), progress, signal })).rejects.toThrow(
      'run the same command to resume',
    )
    await teach(flags(cut))
    expect(await contentsOf(cut)).toEqual(await contentsOf(whole))
  })

  it('saves on Ctrl-C, says how to go on, and does', async () => {
    const [whole, cut] = [await folder(), await folder()]
    const set = ['--set', 'patience=1000', '--epochs', '400', '--threads', '1']
    const program = resolve(import.meta.dirname, '../../../tacit-rec/bin/tacit.js')
    const start = (out: string) =>
      spawn(process.execPath, [
        program,
        ...`teach ${data} --teacher sgl --out`.split(' '),
        out,
        ...set,
      ])
    const child = start(cut)
    const said = text(child.stderr)
    const ended = once(child, 'exit')
    const logged = () => readFile(join(cut, 'log.jsonl'), 'utf8').catch(() => '')
    while ((await logged()).length < 500) await pause(5)
    child.kill('SIGINT')
    expect(await ended).toEqual([130, null])
    expect(await said).toMatch(/saving after this epoch.*stopped after epoch \d+, saved in .*same/s)
    for (const out of [whole, cut]) expect(await once(start(out), 'exit')).toEqual([0, null])
    expect(await contentsOf(cut)).toEqual(await contentsOf(whole))
  })

  it('takes text, and refuses to go on with another', async () => {
    const out = await folder()
    const textItems = join(out, 'vectors.safetensors')
    const write = (value: number) => {
      const vectors = { dtype: 'F32' as const, shape: [24, 2], data: new Float32Array(48) }
      vectors.data.fill(value)
      return writeFile(textItems, writeSafetensors({ vectors }))
    }
    const flags = run(out, 'sgl+rlmrec-con', { textItems, epochs: 3 })
    await write(1)
    const { config } = await teach(flags)
    expect(config.text).toMatch(/^[0-9a-f]{64}$/)
    await write(2)
    await expect(teach(flags)).rejects.toThrow('its text is "')
    await write(Number.NaN)
    await expect(teach(flags)).rejects.toThrow(
      `${textItems}: row 0, column 0 is NaN: every value must be finite`,
    )
  })

  it('is what evaluate does without a RUN, with text and a grid too', async () => {
    const textItems = join(await folder(), 'vectors.safetensors')
    const colors = Float32Array.from({ length: 48 }, (_, n) => (n % 2 === (n >> 1) % 2 ? 1 : 0.1))
    const vectors = { dtype: 'F32' as const, shape: [24, 2], data: colors }
    await writeFile(textItems, writeSafetensors({ vectors }))
    const flags = { ...QUICK, data, textItems, threads: 1, epochs: 3, set: { dim: 8 } }
    const judge = { ...flags, teacher: 'lightgcn+rlmrec-con', protocol: 'unseen-users' as const }
    expect(await evaluate(judge)).toMatchObject({
      model: judge.teacher,
      transductive: true,
      users: 10,
      config: { dim: 8, profileWeight: 0.01, epochs: 3 },
    })
    const { config } = await evaluate({ ...judge, tune: true })
    expect(config.tried).toHaveLength(6)
    expect(config.tried?.[0].setting).toEqual({
      profileWeight: 3e-3,
      profileTemperature: 0.1,
      dim: 8,
    })
  })

  it('refuses the checkpoint of another run', async () => {
    const out = await folder()
    const [progress, signal] = abortAfter(2)
    const stopped = teach({ ...run(out, 'sgl', { protocol: 'all' }), progress, signal })
    await expect(stopped).rejects.toThrow('stopped')
    const again = (change: Partial<TeachOptions>) => teach(run(out, 'sgl', change))
    await expect(again({ protocol: 'unseen-users' })).rejects.toThrow('cannot be resumed')
    await expect(again({ protocol: 'all', seed: 2 })).rejects.toThrow('its seed is 1')
    await expect(again({ protocol: 'all', threads: 2 })).rejects.toThrow(
      "its threads is 1, this training's is 2",
    )
    await expect(again({ protocol: 'all', set: { dim: 4 } })).rejects.toThrow('"dim":32')
    const other = run(out, 'simgcl', { protocol: 'all' })
    await expect(teach(other)).rejects.toThrow('its model is "sgl"')
  })

  it('tries the grid of a linear teacher', async () => {
    const out = await folder()
    await teach(run(out, 'item-knn', { tune: true, protocol: 'all' }))
    const config = JSON.parse(await readFile(join(out, 'config.json'), 'utf8'))
    expect(config.tried).toHaveLength(12)
    const { k, shrink } = config.settings
    const scores = config.tried.map(({ score }: { score: number }) => score)
    const said = triedTable(config.tried, config.settings).split('\n')
    expect(said[0]).toMatch(/^k +shrink +validation$/)
    const marked = said.filter((line) => line.endsWith('*'))
    expect(marked).toEqual([
      expect.stringMatching(`^${k} +${shrink} +${Math.max(...scores).toFixed(4)}`),
    ])
  })

  it('tries the grid of a graph teacher, each setting once', async () => {
    const out = await folder()
    const flags = run(out, 'sgl', { tune: true, epochs: 3 })
    const [progress, signal] = abortAfter(2)
    await expect(teach({ ...flags, progress, signal })).rejects.toThrow('while trying settings')
    await teach(flags)
    const { tried, settings } = JSON.parse(await readFile(join(out, 'config.json'), 'utf8'))
    expect(tried).toHaveLength(6)
    const best = Math.max(...tried.map(({ score }: { score: number }) => score))
    const chosen = tried.find(({ score }: { score: number }) => score === best)
    expect(settings).toMatchObject(chosen.setting)
    expect((await readFile(join(out, 'tried.jsonl'), 'utf8')).trim().split('\n')).toHaveLength(6)
  })

  it('says so where there is nothing to fit or nobody to choose by', async () => {
    const write = async (name: string, text: string) => {
      const made = await folder()
      await writeFile(join(made, name), text)
      return made
    }
    const few = await write('interactions.csv', 'user,item\nu,a\nv,b\nv,a\n')
    const none = await write('items.csv', 'id,title\na,A\n')
    const all = (name: string, more: Partial<TeachOptions> = {}) =>
      run(join(few, 'run'), name, { protocol: 'all', ...more })
    await expect(teach({ ...all('ease'), data: none })).rejects.toThrow(
      'no events to fit: add some',
    )
    await expect(teach({ ...all('sgl'), data: few })).rejects.toThrow(
      'pass --epochs N, or add data',
    )
    const tune = all('item-knn', { tune: true })
    await expect(teach({ ...tune, data: few })).rejects.toThrow('remove --tune')
    const set = { dim: 4 }
    expect(await teach({ ...all('sgl', { epochs: 4, set }), data: few })).toMatchObject({
      config: { epochs: 4, trained: 4, data: { users: 2 } },
    })
  })

  it.each([
    ['an unknown name', { teacher: 'alchemy' }, 'teacher "alchemy" is not known'],
    ['text of no use', { teacher: 'ease', textItems: 'x.npy' }, 'teacher "ease" uses no text'],
    ['missing text', { teacher: 'sgl+irllrec' }, 'needs text vectors: give --text-items'],
    ['a strange setting', { teacher: 'ease', set: { k: 3 } }, 'no setting "k": its settings are l'],
    ['both', { teacher: 'gf-cf', set: { k: 3 }, tune: true }, 'pass --tune or --set'],
    ['the wrong protocol', { teacher: 'ease', protocol: 'ratio' }, 'protocol "ratio" needs split'],
  ] as [string, Partial<TeachOptions>, string][])('refuses %s', async (_, flags, says) => {
    await expect(teach(run(await folder(), 'ease', flags))).rejects.toThrow(says)
  })
})
