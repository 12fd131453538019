import { buildPack, openPackFrom } from '@tacit-rec/pack'
import { type BuiltPack, randomContents } from '../pack/random-pack.ts'

const COLORS = ['red', 'green', 'blue', 'black']
const THINGS = ['boots', 'sandals', 'lamp', 'kettle', 'tent']

/** Twenty things in four colors; those of one kind are links of each other. */
export async function shop(): Promise<BuiltPack> {
  const items = COLORS.length * THINGS.length
  const contents = randomContents({ items, perItem: 4 })
  const things = Array.from({ length: items }, (_, i) => THINGS[i % THINGS.length])
  const title = things.map((thing, i) => `${COLORS[Math.floor(i / THINGS.length)]} ${thing}`)
  const categories = things.map((thing) => [`Outdoor > ${thing}`])
  const { ids } = contents.catalogue
  const unlisted = ids.map((_, i) => (i === 15 ? ('draft' as const) : null))
  const colors = { color: title.map((words) => words.split(' ')[0]) }
  const catalogue = { ids, title, categories, unlisted, extra: colors }
  const neighbours = {
    index: new Uint16Array(items * 4),
    weight: new Uint8Array(items * 4),
    scale: 1,
    perItem: 4,
  }
  for (let j = 0; j < items; j++)
    COLORS.slice(1).forEach((_, n) => {
      neighbours.index[j * 4 + n] = (j + (n + 1) * THINGS.length) % items
      neighbours.weight[j * 4 + n] = 255
    })
  const { manifest, files } = await buildPack({ ...contents, catalogue, neighbours })
  return { manifest, files, loaded: await openPackFrom(manifest, files, { all: true }) }
}
