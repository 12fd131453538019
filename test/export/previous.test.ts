import { expect, test } from 'vitest'
import {
  findPrototypes,
  matchGroups,
  type NamedPrototypes,
  type PreviousPack,
  quantizeRows,
} from '../../training/export/index.ts'
import { createRandom } from '../../training/random.ts'

const DIM = 16
/** As many as there are prototypes for: ⌈N/20⌉. */
const EACH = 20
const NAMES = 'tea,rain,trains,ghosts,bread,chess,snow,maps,opera,bees,glass,wool'.split(',')

/** Items of planted groups by id, `tea-0`; a training places them in directions of its own. */
interface Training {
  pack: PreviousPack
  named: NamedPrototypes
  /** Group → the id of the prototype that most of its items are nearest to. */
  idOf: Map<string, string>
  labelOf: Map<string, string>
}

const itemsOf = (groups: readonly string[]) =>
  groups.flatMap((group) => Array.from({ length: EACH }, (_, n) => `${group}-${n}`))
const groupOf = (id: string) => id.split('-')[0]

function trainOn(
  all: string[],
  seed: number,
  previous: PreviousPack | null = null,
  phrasesOf = (id: string) => [`love of ${groupOf(id)}`],
): Training {
  const random = createRandom(seed)
  const at = random.shuffle(Int32Array.from(all.keys()))
  const ids = Array.from(at, (n) => all[n])
  // Every seed has directions of its own for the same groups.
  const groups = [...new Set(all.map(groupOf))]
  const centres = groups.map(() => Float32Array.from({ length: DIM }, () => random.normal()))
  const embeddings = Float32Array.from({ length: ids.length * DIM }, (_, e) => {
    const centre = centres[groups.indexOf(groupOf(ids[Math.floor(e / DIM)]))]
    return centre[e % DIM] + 0.1 * random.normal()
  })
  const phrases = ids.map(phrasesOf)
  const named = findPrototypes(embeddings, DIM, { ids }, seed, phrases, previous)
  expect(named.prototypes).toHaveLength(groups.length)
  const idOf = new Map<string, string>()
  const labelOf = new Map<string, string>()
  for (const { id, label, exemplars } of named.prototypes) {
    const own = new Set(exemplars.map((item) => groupOf(ids[item])))
    expect(own.size).toBe(1)
    for (const group of own) {
      idOf.set(group, id)
      labelOf.set(group, label)
    }
  }
  const { vectors, scale } = quantizeRows(embeddings, ids.length, DIM)
  const empty = new Float32Array(ids.length)
  const training = { nextPrototype: named.next, protocol: 'all', seed, data: '', split: '' }
  const pack = {
    manifest: { dim: DIM, training },
    items: { vectors, scale, gain: empty, bias: empty },
    prototypeVectors: named.vectors,
    catalogue: { ids },
    prototypes: named.prototypes,
  } as unknown as PreviousPack
  return { pack, named, idOf, labelOf }
}

test('with another seed and a tenth of the items replaced, groups keep their ids and labels', () => {
  const first = trainOn(itemsOf(NAMES), 1)
  expect([...first.idOf.values()].sort()).toEqual(NAMES.map((_, p) => `p${p}`).sort())
  const replaced = itemsOf(NAMES).map((id, n) => (n % 10 === 4 ? `${id}-new` : id))
  const second = trainOn(replaced, 2, first.pack)
  expect(second.idOf).toEqual(first.idOf)
  expect(second.labelOf).toEqual(first.labelOf)
  for (const name of NAMES) expect(second.labelOf.get(name)).toBe(`love of ${name}`)
  expect(second.named.next).toBe(12)
})

test('ids of removed groups are never reused', () => {
  const packs = [trainOn(itemsOf(NAMES), 1)]
  const given = new Set(packs[0].idOf.values())
  const groups = [...NAMES]
  for (const [step, fresh] of ['salt', 'ink', 'clay'].entries()) {
    // The highest number is removed, so that the remaining ids do not show it.
    const newest = `p${11 + step}`
    const before = packs.at(-1)!
    const gone = groups.findIndex((group) => before.idOf.get(group) === newest)
    groups.splice(gone, 1, fresh)
    const now = trainOn(itemsOf(groups), 5 + step, before.pack)
    packs.push(now)
    expect(given).not.toContain(now.idOf.get(fresh))
    given.add(now.idOf.get(fresh)!)
    for (const group of groups.filter((group) => group !== fresh))
      expect(now.idOf.get(group)).toBe(before.idOf.get(group))
  }
  // With fewer groups the next number is known from the manifest, not from the prototypes.
  const few = trainOn(itemsOf(groups.slice(0, 3)), 9, packs.at(-1)!.pack)
  const more = trainOn(itemsOf([...groups.slice(0, 3), 'moss']), 10, few.pack)
  expect(more.idOf.get('moss')).toBe('p15')
})

test('a label stays while it fits; the id stays in any case', () => {
  const first = trainOn(itemsOf(NAMES), 1)
  // Tea has a second name with a slightly larger z; snow has lost its first name.
  const phrasesOf = (id: string) => {
    const group = groupOf(id)
    if (id === 'tea-0') return ['hot drinks']
    if (group === 'tea') return ['love of tea', 'hot drinks']
    return [group === 'snow' ? 'long winters' : `love of ${group}`]
  }
  expect(trainOn(itemsOf(NAMES), 1, null, phrasesOf).labelOf.get('tea')).toBe('hot drinks')
  const second = trainOn(itemsOf(NAMES), 2, first.pack, phrasesOf)
  expect(second.idOf).toEqual(first.idOf)
  expect(second.labelOf.get('tea')).toBe('love of tea')
  expect(second.labelOf.get('snow')).toBe('long winters')
})

test('groups without any text keep their ids, and are called by their items', () => {
  const first = trainOn(itemsOf(NAMES), 1, null, () => [])
  const second = trainOn(itemsOf([...NAMES.slice(3), 'salt']), 2, first.pack, () => [])
  for (const name of NAMES.slice(3)) expect(second.idOf.get(name)).toBe(first.idOf.get(name))
  expect(second.labelOf.get('salt')).toMatch(/^like salt-\d+ and salt-\d+$/)
  expect(new Set(second.labelOf.values()).size).toBe(second.labelOf.size)
})

test('groups are matched jointly, and not if they share too little', () => {
  // New group 0 shares 6 items with old 0 (Jaccard 6/14) and 4 with old 1 (4/10), new 1 has the
  // other 4 of old 0 (4/10): matching the nearest pair first would leave new 1 and old 1 unmatched.
  // Old 2 is split into single items (1/4), and two items are in one pack only.
  const former = [0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 2, 2, 2, 2, 2, -1]
  const now = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 3, 4, 5, -1, 2]
  const group = Int32Array.from(former)
  const matched = matchGroups({ group, count: 3 }, Int32Array.from(now), 6)
  expect([...matched]).toEqual([1, 0, -1, -1, -1, -1])
  expect([...matchGroups({ group, count: 3 }, Int32Array.from(now), 0)]).toEqual([])
})
