import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { writeSafetensors } from '@tacit-rec/pack'
import { expect, it } from 'vitest'
import { evaluate } from '../../../training/api/index.ts'
import { createRandom } from '../../../training/random.ts'
import { folders } from '../../data/folder.ts'

const GROUPS = 8
const ITEMS = 20 * GROUPS
const WIDTH = 8
const folder = folders()

/** Users take eight of their group's twenty items: enough to separate the groups. */
function eventsOf(random: ReturnType<typeof createRandom>): string {
  const rows = Array.from({ length: 400 }, (_, u) => {
    const own = Int32Array.from({ length: 20 }, (_, n) => n * GROUPS + (u % GROUPS))
    return Array.from(random.shuffle(own).subarray(0, 8), (item) => `u${u},${idOf(item)}`)
  })
  return `user,item\n${rows.flat().join('\n')}\n`
}

const idOf = (item: number) => `i${String(item).padStart(3, '0')}`

it.each([
  1, 2,
])('gives random text no weight if events predict everything (seed %d)', async (seed) => {
  const random = createRandom(seed)
  const ids = Array.from({ length: ITEMS }, (_, i) => idOf(i))
  const data = folder({
    'interactions.csv': eventsOf(random),
    'items.csv': `id\n${ids.join('\n')}\n`,
  })
  const noise = Float32Array.from({ length: ITEMS * WIDTH }, () => random.normal())
  const textItems = join(data, 'noise.safetensors')
  const tensor = { dtype: 'F32' as const, shape: [ITEMS, WIDTH], data: noise }
  await writeFile(textItems, writeSafetensors({ vectors: tensor }))
  const { config } = await evaluate({
    data,
    protocol: 'unseen-users',
    teacher: 'memory',
    memory: ['ease', 'text'],
    textItems,
    threads: 1,
    minSupport: 1,
    maxMinutes: 5,
  })
  const { weights } = config.memory!
  expect(weights.ease).toBeGreaterThan(0)
  expect([weights.vectors, weights['vectors-ease'] ?? 0]).toEqual([0, 0])
})
