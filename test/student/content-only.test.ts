import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPack } from '../../training/export/index.ts'
import { sampleItems } from '../../training/sample/index.ts'
import { engineRanker } from '../../training/student/index.ts'
import { tacit } from '../cli/tacit.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-items-'))
})

describe('tacit train with items and no events', () => {
  it('makes a pack that ranks books of the same shelf first', async () => {
    const items = join(folder, 'items.jsonl')
    const books = sampleItems().map((book) => JSON.stringify(book))
    await writeFile(items, `${books.join('\n')}\n`)
    await tacit('train', items, '--out', join(folder, 'pack'))
    const pack = await readPack(join(folder, 'pack'))
    const { ids, categories } = pack.catalogue
    expect(pack.manifest).toMatchObject({ name: 'items', items: 748, prototypes: 38 })
    expect(pack.popularity.every((users) => users === 0)).toBe(true)
    expect(pack.items.bias.every((prior) => prior === 0)).toBe(true)
    expect(pack.neighbours).not.toBeNull()
    const ranker = engineRanker(pack)
    const shares = { best: 0, all: 0 }
    const asked = ids.filter((_, i) => i % 10 === 0)
    for (const id of asked) {
      const i = ids.indexOf(id)
      const out = new Float32Array(ids.length)
      const history = { item: Int32Array.of(i), kind: new Uint8Array(1), age: new Float32Array(1) }
      ranker.score({ user: -1, ...history }, out)
      const others = Array.from(out.keys()).filter((k) => k !== i)
      const alike = others.filter((k) => categories![k]!.some((c) => categories![i]!.includes(c)))
      const best = others.sort((a, b) => out[b] - out[a]).slice(0, 10)
      shares.best += best.filter((k) => alike.includes(k)).length / 10 / asked.length
      shares.all += alike.length / others.length / asked.length
    }
    // About a quarter of all books shares one of a book's two to four shelves.
    expect(shares.all).toBeLessThan(0.3)
    expect(shares.best).toBeGreaterThan(0.95)
  })

  it('uses texts alone if events are too few to learn from', async () => {
    const shop = join(folder, 'first')
    await mkdir(shop)
    const books = sampleItems().slice(0, 60)
    const lines = books.map((book) => JSON.stringify(book))
    await writeFile(join(shop, 'items.jsonl'), lines.join('\n'))
    await tacit('train', join(shop, 'items.jsonl'), '--out', join(folder, 'before'))
    const [a, b] = books.map(({ id }) => id)
    await writeFile(join(shop, 'interactions.csv'), `user,item\nu,${a}\nv,${b}\nw,${a}\n`)
    const { stderr } = await tacit('train', shop, '--out', join(folder, 'few'))
    expect(stderr).toContain(
      'first: no user has two different items that each have at least 2 users',
    )
    const [before, few] = [
      await readPack(join(folder, 'before')),
      await readPack(join(folder, 'few')),
    ]
    expect(few.items.vectors).toEqual(before.items.vectors)
    expect(few.neighbours).toEqual(before.neighbours)
    expect(few.popularity[few.catalogue.ids.indexOf(a)]).toBe(2)
  })

  it('falls back to quick settings if the validation split has too few events', async () => {
    const shop = join(folder, 'narrow')
    await mkdir(shop)
    await writeFile(join(shop, 'items.csv'), 'id,title\na,oak table\nb,oak chair\nc,oak bench\n')
    // Two users share items, and u8 is one of the held-out users.
    const rows = ['u8,a,1', 'u8,b,2', 'u0,a,1', 'u0,b,2']
    await writeFile(join(shop, 'interactions.csv'), `user,item,time\n${rows.join('\n')}\n`)
    const { stdout } = await tacit('train', shop, '--out', join(folder, 'fixed'), '--json')
    const { config } = JSON.parse(stdout)
    expect(config.stopped).toBe(
      'too few events to search settings on: used those of the quick preset',
    )
    expect(Object.keys(config.teachers)).toContain('ease')
  })

  it('fails without item texts', async () => {
    await mkdir(join(folder, 'shop'))
    await writeFile(join(folder, 'shop', 'items.csv'), 'id,price\na,1\nb,2\n')
    const failed = await tacit('train', join(folder, 'shop'), '--out', join(folder, 'none'))
    expect(failed).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('shop: no events and no item texts'),
    })
  })
})
