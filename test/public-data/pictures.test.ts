import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { images } from '../../training/api/index.ts'
import { sharesAlike } from '../images/alike.ts'
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
  const { own, shuffled } = await sharesAlike(data, out, 10)
  console.log(`pictures: ${own.toFixed(3)} of 10 neighbours alike, shuffled ${shuffled.toFixed(3)}`)
  expect(own).toBeGreaterThanOrEqual(0.5)
  expect(shuffled).toBeLessThanOrEqual(0.2)
})
