import { readFileSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { images } from '../../training/api/index.ts'
import { nearestVectors, readMatrix } from '../../training/intents/index.ts'
import { createRandom } from '../../training/random.ts'
import { publicData, publicModel } from './folders.ts'

const folder = publicData('pictures')
const models = publicModel('efficientnet-lite0')

it.skipIf(!folder || !models)('pictures of a class are neighbours, by a vision model', async () => {
  const data = join(folder!, 'items.tsv')
  const out = join(await mkdtemp(join(tmpdir(), 'tacit-pictures-')), 'images.safetensors')
  const made = await images({
    data,
    out,
    model: models!,
    pictures: join(folder!, 'images.zip'),
    cache: join(out, '../cache'),
  })
  expect(made).toMatchObject({ items: 1000, encoded: 1000, missing: 0, broken: {}, width: 64 })
  const classes = readFileSync(data, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[1])
  const { index, offsets } = await nearestVectors([await readMatrix(out)], { k: 10 })
  const shareBy = (classOf: (row: number) => string) => {
    let same = 0
    for (let row = 0; row < classes.length; row++)
      for (let e = offsets[row]; e < offsets[row + 1]; e++)
        if (classOf(index[e]) === classOf(row)) same++
    return same / index.length
  }
  const others = createRandom(1).shuffle(Int32Array.from(classes.keys()))
  const [share, shuffled] = [shareBy((row) => classes[row]), shareBy((row) => classes[others[row]])]
  console.log(
    `pictures: ${share.toFixed(3)} of 10 neighbours alike, shuffled ${shuffled.toFixed(3)}`,
  )
  expect(share).toBeGreaterThanOrEqual(0.5)
  expect(shuffled).toBeLessThanOrEqual(0.2)
})
