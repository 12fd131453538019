import { cp, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LoadedPack } from '@tacit-rec/pack'
import { beforeAll, describe, expect, it } from 'vitest'
import { readPack } from '../../../training/export/index.ts'
import { sampleItems } from '../../../training/sample/index.ts'
import { engineRanker } from '../../../training/student/index.ts'
import { tacit } from '../../cli/tacit.ts'
import { folders } from '../../data/folder.ts'
import { groupOf, ITEMS, itemId, plantedGroups } from '../planted-groups.ts'

const folder = folders()

let shop: string
let home: string

beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'tacit-update-'))
  shop = folder(plantedGroups())
  const flags = ['--preset', 'quick', '--teachers', 'ease,text-knn', '--threads', '1']
  expect(await tacit('train', shop, '--out', join(home, 'first'), ...flags)).toMatchObject({
    code: 0,
  })
})

/** A copy of the trained pack and its run. */
async function packCopy(name: string): Promise<string> {
  const to = join(home, name)
  await cp(join(home, 'first'), to, { recursive: true })
  await cp(join(home, 'first.run'), `${to}.run`, { recursive: true })
  return to
}

const updateBy =
  (name: string) =>
  (pack: string, rows: string, ...more: string[]) =>
    tacit('update', pack, join(folder({ [name]: rows }), name), '--json', ...more)
const update = updateBy('new.csv')
const updateByLines = updateBy('new.jsonl')

/** The ten best items after one event. */
function best(pack: LoadedPack, id: string): string[] {
  const { ids } = pack.catalogue
  const i = ids.indexOf(id)
  const out = new Float32Array(ids.length)
  const one = { kind: new Uint8Array(1), age: new Float32Array(1) }
  engineRanker(pack).score({ user: -1, item: Int32Array.of(i), ...one }, out)
  const others = Array.from(out.keys()).filter((k) => k !== i)
  return others
    .sort((a, b) => out[b] - out[a])
    .slice(0, 10)
    .map((k) => ids[k])
}

/** An item's numbers in the engine, links by id. */
function itemOf({ items, neighbours, popularity, catalogue, manifest }: LoadedPack, id: string) {
  const i = catalogue.ids.indexOf(id)
  const { index, weight, perItem } = neighbours!
  const places = Array.from({ length: perItem }, (_, m) => i * perItem + m)
  const links = places.filter((e) => weight[e] > 0)
  return {
    vector: Array.from(items.vectors.subarray(i * manifest.dim, (i + 1) * manifest.dim)),
    numbers: [items.scale[i], items.gain[i], items.bias[i], popularity[i]],
    links: Object.fromEntries(links.map((e) => [catalogue.ids[index[e]], weight[e]])),
  }
}

describe('tacit update', () => {
  it('adds an item that is linked with its group in both directions', async () => {
    const path = await packCopy('adds')
    const [before, csv] = [await readPack(path), 'id,title,price\nnew,violin rosin sonata,12.5\n']
    const { code, stdout } = await update(path, csv)
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ sequence: 2, added: 1, changed: 0, removed: 0 })
    const after = await readPack(path)
    expect(after.catalogue.ids).toEqual([...before.catalogue.ids, 'new'])
    expect(after.catalogue.price!.at(-1)).toBe(12.5)
    // Violins are group 3.
    const group = (id: string) => groupOf(Number(id.slice(1)))
    expect(best(after, 'new').map(group)).toEqual(Array(10).fill(3))
    const found = (of: number) => best(after, itemId(of)).includes('new')
    expect(
      Array.from({ length: 20 }, (_, n) => found(6 * n + 3)).filter(Boolean).length,
    ).toBeGreaterThan(5)
    expect(Array.from({ length: 20 }, (_, n) => found(6 * n)).filter(Boolean).length).toBe(0)
    // Other items stay the same to the bit, unless a link to the new item pushes one out.
    const { links, ...own } = itemOf(after, itemId(0))
    const was = itemOf(before, itemId(0))
    expect({ ...own, links }).toEqual(was)
    expect(after.neighbours!.scale).toBe(before.neighbours!.scale)
    expect(after.prototypeVectors).toEqual(before.prototypeVectors)
    expect(after.prototypes).toEqual(before.prototypes)
    expect((await readdir(path)).filter((file) => file.includes('unfinished'))).toEqual([])
  })

  it('ranks an item without text last', async () => {
    const path = await packCopy('unknown')
    await update(path, 'id,price\nnew,3\n')
    const pack = await readPack(path)
    const { bias } = pack.items
    expect(bias.at(-1)).toBe(Math.min(0, ...bias))
    for (const id of pack.catalogue.ids.slice(0, 12)) expect(best(pack, id)).not.toContain('new')
  })

  it('changes displayed fields only', async () => {
    const path = await packCopy('changes')
    const before = await readPack(path)
    const { stdout } = await update(path, `id,availability\n${itemId(7)},sold out\n`)
    expect(JSON.parse(stdout)).toMatchObject({ added: 0, changed: 1, removed: 0 })
    const after = await readPack(path)
    expect(after.catalogue.availability).toEqual(
      after.catalogue.ids.map((id) => (id === itemId(7) ? 'out of stock' : null)),
    )
    expect(after.catalogue.title).toEqual(before.catalogue.title)
    expect(after.items).toEqual(before.items)
    for (const id of before.catalogue.ids) expect(itemOf(after, id)).toEqual(itemOf(before, id))
    // A second update clears the availability: blank cells overwrite values.
    await update(path, `id,availability\n${itemId(7)},\n${itemId(8)},in stock\n`)
    const { availability } = (await readPack(path)).catalogue
    expect([availability![7], availability![8]]).toEqual([null, 'in stock'])
  })

  it('clears values by a column of blank cells', async () => {
    const path = await packCopy('blank')
    await update(
      path,
      `id,availability,shelf\n${itemId(7)},sold out,3\n${itemId(8)},,4\n`,
      '--keep',
      'shelf',
    )
    const { stdout } = await update(path, `id,availability,shelf\n${itemId(7)},,\n`)
    expect(JSON.parse(stdout)).toMatchObject({ added: 0, changed: 1, removed: 0 })
    const { availability, extra } = (await readPack(path)).catalogue
    // No value is left, so the column is dropped; a public extra needs no second --keep.
    expect(availability).toBeUndefined()
    expect([extra!.shelf[7], extra!.shelf[8]]).toEqual([null, 4])
  })

  it('changes only the fields that a line of JSON states', async () => {
    const path = await packCopy('lines')
    const [b, c] = [itemId(1), itemId(2)]
    const before = (await readPack(path)).catalogue
    const lines = `{"id":"${b}","price":3,"shelf":"x"}\n{"id":"${c}","url":"/c"}\n`
    await updateByLines(path, lines, '--keep', 'shelf')
    const title = 'violin rosin sonata'
    const { stdout } = await updateByLines(
      path,
      `{"id":"${b}","title":"${title}"}\n{"id":"${c}","price":4,"url":null}\n`,
    )
    expect(JSON.parse(stdout)).toMatchObject({ added: 0, changed: 2, removed: 0 })
    const after = (await readPack(path)).catalogue
    expect([after.title![1], after.title![2]]).toEqual([title, before.title![2]])
    expect([after.price![1], after.price![2]]).toEqual([3, 4])
    expect(after.extra!.shelf[1]).toBe('x')
    expect(after.url).toBeUndefined()
  })

  it('removes items that the file lacks only with --remove-missing', async () => {
    const path = await packCopy('removes')
    const before = await readPack(path)
    const rest = before.catalogue.ids.filter((id) => id !== itemId(0))
    const csv = `id\n${rest.join('\n')}\n`
    expect(JSON.parse((await update(path, csv)).stdout)).toMatchObject({ removed: 0 })
    const { stdout } = await update(path, csv, '--remove-missing')
    expect(JSON.parse(stdout)).toMatchObject({ sequence: 3, removed: 1 })
    const after = await readPack(path)
    expect(after.manifest.items).toBe(ITEMS - 1)
    for (const id of rest) {
      const { links, ...own } = itemOf(before, id)
      delete links[itemId(0)]
      expect(itemOf(after, id)).toEqual({ ...own, links })
    }
    for (const { exemplars } of after.prototypes)
      for (const i of exemplars) expect(after.catalogue.ids[i]).toBeDefined()
    expect(after.prototypes.map(({ id, label }) => [id, label])).toEqual(
      before.prototypes.map(({ id, label }) => [id, label]),
    )
  })

  it('updates an untrained item if its text changes', async () => {
    const path = await packCopy('again')
    await update(path, 'id,title\nnew,violin rosin sonata\n')
    await update(path, 'id,title\nnew,orchid compost seedling\n')
    const group = (id: string) => groupOf(Number(id.slice(1)))
    expect(best(await readPack(path), 'new').map(group)).toEqual(Array(10).fill(4))
  })

  it('treats a trained item as new after it was removed and added again', async () => {
    const path = await packCopy('returns')
    const { ids } = (await readPack(path)).catalogue
    // Item 3 is a violin.
    const rest = ids.filter((id) => id !== itemId(3))
    await update(path, `id\n${rest.join('\n')}\n`, '--remove-missing')
    await update(path, `id,title\n${itemId(3)},violin rosin sonata\n`)
    await update(path, `id,title\n${itemId(3)},orchid compost seedling\n`)
    const group = (id: string) => groupOf(Number(id.slice(1)))
    expect(best(await readPack(path), itemId(3)).map(group)).toEqual(Array(10).fill(4))
    // Only training writes a run, so a killed update cannot make run and pack differ.
    for (const file of await readdir(`${path}.run`))
      expect(await readFile(join(`${path}.run`, file), 'utf8')).toBe(
        await readFile(join(home, 'first.run', file), 'utf8'),
      )
  })

  it('updates an item of a content-only pack', async () => {
    const path = join(home, 'content-only')
    const items = folder({ 'items.csv': plantedGroups()['items.csv'] })
    await tacit('train', join(items, 'items.csv'), '--out', path)
    const before = await readPack(path)
    const { stdout } = await update(path, `id,title\n${itemId(3)},orchid compost seedling\n`)
    expect(JSON.parse(stdout)).toMatchObject({ added: 0, changed: 1, removed: 0 })
    const after = await readPack(path)
    const group = (id: string) => groupOf(Number(id.slice(1)))
    expect(best(before, itemId(3)).map(group)).toEqual(Array(10).fill(3))
    expect(best(after, itemId(3)).map(group)).toEqual(Array(10).fill(4))
    expect(itemOf(after, itemId(5))).toEqual(itemOf(before, itemId(5)))
  })

  it('changes prices of items without text', async () => {
    const path = join(home, 'textless')
    const data = folder({ 'interactions.csv': plantedGroups()['interactions.csv'] })
    const flags = ['--preset', 'quick', '--teachers', 'ease', '--threads', '1']
    await tacit('train', data, '--out', path, ...flags)
    const before = await readPack(path)
    const { code } = await update(path, `id,price\n${itemId(7)},5\nnew,6\n`)
    expect(code).toBe(0)
    const after = await readPack(path)
    expect([after.catalogue.price![7], after.catalogue.price!.at(-1)]).toEqual([5, 6])
    for (const id of before.catalogue.ids) expect(itemOf(after, id)).toEqual(itemOf(before, id))
    // Later titles cannot be compared with the training's vocabulary, but do no harm.
    expect(await update(path, 'id,title\nnew,violin rosin sonata\n')).toMatchObject({ code: 0 })
  })

  it('adds an unread book to the sample', async () => {
    const [added, ...books] = sampleItems().map((book) => JSON.stringify(book))
    const path = join(home, 'books')
    const data = folder({ 'items.jsonl': books.join('\n') })
    expect(await tacit('train', join(data, 'items.jsonl'), '--out', path)).toMatchObject({
      code: 0,
    })
    const file = join(folder({ 'more.jsonl': added }), 'more.jsonl')
    expect(await tacit('update', path, file)).toMatchObject({ code: 0 })
    const pack = await readPack(path)
    const { ids, categories } = pack.catalogue
    expect(ids.length).toBe(748)
    const shelves = categories!.at(-1)!
    const alike = best(pack, ids.at(-1)!).filter((id) =>
      categories![ids.indexOf(id)]!.some((shelf) => shelves.includes(shelf)),
    )
    expect(alike.length).toBeGreaterThanOrEqual(8)
  })
})

describe('whether an item is listed', () => {
  const unlistedOf = async (path: string, id: string) => {
    const { ids, unlisted } = (await readPack(path)).catalogue
    return unlisted?.[ids.indexOf(id)] ?? null
  }

  it('follows its availability and status, without training', async () => {
    const path = await packCopy('listed')
    const [a, b] = [itemId(7), itemId(8)]
    const gone = await update(path, `id,availability\n${a},out of stock\n${b},in_stock\n`)
    expect(JSON.parse(gone.stdout)).toMatchObject({
      hidden: 1,
      shownAgain: 0,
      unlisted: { unknown: 0, unavailable: 1, draft: 0 },
    })
    expect(gone.stderr).toContain('not listed: 1 unavailable of 120 items')
    expect([await unlistedOf(path, a), await unlistedOf(path, b)]).toEqual(['unavailable', null])
    // A draft stays one until the file says otherwise.
    await update(path, `id,status\n${a},draft\n`)
    await update(path, `id,availability\n${a},in stock\n`)
    expect(await unlistedOf(path, a)).toBe('draft')
    const back = await update(path, `id,status\n${a},active\n`)
    expect(JSON.parse(back.stdout)).toMatchObject({ hidden: 0, shownAgain: 1 })
    expect((await readPack(path)).catalogue.unlisted).toBeUndefined()
  })

  it('an item that the catalogue lacked is listed once it has a row', async () => {
    const files = plantedGroups()
    const rows = files['items.csv'].split('\n')
    const row = rows.findIndex((line) => line.startsWith(`${itemId(5)},`))
    const without = rows.filter((_, at) => at !== row).join('\n')
    const path = join(home, 'unknown-item')
    const data = folder({ ...files, 'items.csv': without })
    await tacit('train', data, '--out', path, '--preset', 'quick', '--teachers', 'ease')
    expect(await unlistedOf(path, itemId(5))).toBe('unknown')
    await update(path, `${rows[0]}\n${rows[row]}\n`)
    expect(await unlistedOf(path, itemId(5))).toBeNull()
  })
})

describe('variants', () => {
  it('change the item of the pack that they are variants of', async () => {
    const path = await packCopy('variants')
    const rows = `red-7,${itemId(7)},9\nblue-7,${itemId(7)},8\nred-8,${itemId(8)},5\n`
    const { stdout } = await update(path, `id,item_group_id,price\n${rows}`)
    expect(JSON.parse(stdout)).toMatchObject({ added: 0, changed: 2 })
    expect((await readPack(path)).catalogue.price?.slice(7, 9)).toEqual([8, 5])
    const one = await update(path, `id,item_group_id,price\nred-7,${itemId(7)},3\n`)
    expect(JSON.parse(one.stdout)).toMatchObject({ added: 0, changed: 1 })
  })
})

describe('tacit update --dry-run', () => {
  it('says what would change and writes nothing', async () => {
    const path = await packCopy('dry')
    const { stdout } = await update(path, `id,price\n${itemId(7)},5\nnew,6\n`, '--dry-run')
    expect(JSON.parse(stdout)).toMatchObject({ dryRun: true, sequence: 1, added: 1, changed: 1 })
    const { manifest, catalogue } = await readPack(path)
    expect([manifest.sequence, catalogue.price]).toEqual([1, undefined])
  })
})

describe('ids that do not meet', () => {
  it('removing more than a tenth needs --force', async () => {
    const path = await packCopy('tenth')
    const { ids } = (await readPack(path)).catalogue
    const csv = `id\n${ids.slice(13).join('\n')}\n`
    const refused = await update(path, csv, '--remove-missing')
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/would remove 13 of 120 items \(11 %\).*pass --force/)
    expect((await readPack(path)).manifest.items).toBe(ITEMS)
    const { stdout } = await update(path, csv, '--remove-missing', '--force')
    expect(JSON.parse(stdout)).toMatchObject({ removed: 13, items: ITEMS - 13 })
  })

  it('zeros in front are joined by the flag that the message names', async () => {
    const path = await packCopy('zeros')
    const csv = `id,price\n0${itemId(7)},5\n00${itemId(8)},6\n`
    const refused = await update(path, csv)
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/no id is in the pack.*leading zeros.*--join-ids zeros/)
    const { stdout } = await update(path, csv, '--join-ids', 'zeros')
    expect(JSON.parse(stdout)).toMatchObject({ added: 0, changed: 2 })
  })
})

describe('tacit update refuses', () => {
  it('bad input, naming the problem', async () => {
    const path = await packCopy('refuses')
    const bad = await update(path, 'id,price\na,1\nb,cheap\n', '--strict')
    expect(bad).toMatchObject({ code: 2, stdout: '' })
    expect(bad.stderr).toMatch(/new\.csv:3: .*"cheap" is no price/)
    const blank = 'id,price\na,1\n,2\n,3\n,4\n'
    const few = await update(path, blank)
    expect(few).toMatchObject({ code: 2, stdout: '' })
    expect(few.stderr).toMatch(/3 of 4 rows of items .*--max-bad-rows 75%/)
    const dry = await update(path, blank, '--max-bad-rows', '75%', '--dry-run', '--force')
    expect(dry).toMatchObject({ code: 0 })
    const gone = await update(path, 'id\nother\n', '--remove-missing', '--map', 'id=ID')
    expect(gone).toMatchObject({ code: 2 })

    const alone = join(home, 'alone')
    await cp(path, alone, { recursive: true })
    const without = await update(alone, 'id\na\n')
    expect(without).toMatchObject({ code: 2, stdout: '' })
    expect(without.stderr).toContain('alone.run/config.json (no such file)')

    const config = join(`${path}.run`, 'config.json')
    await writeFile(config, '{"format":1,"pack":"another"}')
    const other = await update(path, 'id\na\n')
    expect(other.stderr).toContain('refuses.run belongs to another pack')
    expect((await readPack(path)).manifest.sequence).toBe(1)
  })
})
