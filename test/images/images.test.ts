import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import sharp from 'sharp'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ImagesOptions, images } from '../../training/api/index.ts'
import { main } from '../../training/cli/index.ts'
import { OnnxGraph } from '../../training/export/onnx/graph.ts'
import { nearestVectors, readMatrix } from '../../training/intents/index.ts'
import { sharesAlike } from './alike.ts'

const SIDE = 8
const COLOURS = ['#d02020', '#2020d0', '#20a020', '#d0d020']
const PER_COLOUR = 5

let folder: string
let model: string
let server: Server
let web: string
/** Paths that the server was asked for. */
let asked: string[] = []
const files = new Map<string, Buffer>()

/** A model whose vector is the picture itself, and a picture of each colour in many sizes. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tacit-images-'))
  model = join(folder, 'model')
  await mkdir(model)
  const g = new OnnxGraph('encoder')
  g.input('pixels', 'float32', [1, 3, SIDE, SIDE])
  g.node('Reshape', ['pixels', g.list('shape', [1, 3 * SIDE * SIDE])], {}, 'vector')
  g.output('vector', [1, 3 * SIDE * SIDE])
  await writeFile(join(model, 'encoder.onnx'), await g.encode())
  for (const [c, background] of COLOURS.entries())
    for (let n = 0; n < PER_COLOUR; n++) {
      const side = 20 + 7 * n
      const picture = sharp({ create: { width: side, height: side, channels: 3, background } })
      files.set(`p${c}${n}.png`, await picture.png().toBuffer())
    }
  for (const [name, bytes] of files) await writeFile(join(folder, name), bytes)
  server = createServer(({ url = '' }, response) => {
    asked.push(url)
    const bytes = files.get(url.slice(1))
    response.writeHead(bytes ? 200 : 404).end(bytes)
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  web = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => void server?.close())

/** Writes an items file, in an order that is not that of the ids, and encodes it. */
async function encoded(addresses: readonly string[], more: Partial<ImagesOptions> = {}) {
  const data = join(await mkdtemp(join(tmpdir(), 'tacit-images-data-')), 'items.csv')
  const rows = addresses.map((address, n) => `${100 - n},thing,${address}`)
  await writeFile(data, `id,title,image\n${rows.join('\n')}\n`)
  const out = join(data, '../images.safetensors')
  const cache = join(data, '../cache')
  const options = { data, model, out, cache, pictures: folder, delay: 0.001, ...more }
  return { options, result: await images(options), out }
}

const all = () => [...files.keys()]

describe('pictures', () => {
  it('of one colour are neighbours, whatever their size; rows are those of the items file', async () => {
    const { result, out } = await encoded(all())
    const count = COLOURS.length * PER_COLOUR
    expect(result).toMatchObject({ items: count, encoded: count, missing: 0, broken: {} })
    const { index, offsets } = await nearestVectors([await readMatrix(out)], { k: PER_COLOUR - 1 })
    for (let row = 0; row < count; row++)
      for (const near of index.subarray(offsets[row], offsets[row + 1]))
        expect(Math.floor(near / PER_COLOUR)).toBe(Math.floor(row / PER_COLOUR))
  })

  it('that are missing or broken are counted by reason, and have zeros', async () => {
    await writeFile(join(folder, 'cut.png'), files.get('p00.png')!.subarray(0, 60))
    await writeFile(join(folder, 'text.jpg'), 'not a picture')
    const addresses = [...all(), '', 'cut.png', 'text.jpg', 'gone.png', '../secret.png']
    const { result, out } = await encoded(addresses)
    expect(result).toMatchObject({ encoded: files.size, missing: 1 })
    expect(result.broken).toMatchObject({ 'no such file': 1, 'outside DATA': 1 })
    expect(Object.values(result.broken).reduce((sum, count) => sum + count)).toBe(4)
    const { cols, data } = await readMatrix(out)
    const without = data.subarray(files.size * cols)
    expect(without.every((value) => value === 0)).toBe(true)
  })

  it('on the web are asked for once; a second run, and one that goes on, ask for the rest', async () => {
    const some = all()
      .slice(0, 6)
      .map((name) => `${web}/${name}`)
    const { options } = await encoded(some)
    expect(asked.filter((path) => path !== '/robots.txt')).toHaveLength(6)
    asked = []
    expect(await images(options)).toMatchObject({ encoded: 6 })
    expect(asked).toEqual([])
  })
})

it('photos of clothes are neighbours of their class', async () => {
  const clothes = join(import.meta.dirname, 'clothes')
  const [data, out] = [join(clothes, 'items.tsv'), join(folder, 'clothes.safetensors')]
  const cache = join(folder, 'clothes-cache')
  const pictures = join(clothes, 'images.zip')
  const made = await images({ data, out, pictures, cache, model: join(clothes, 'model') })
  expect(made).toMatchObject({ items: 104, encoded: 104, missing: 0, broken: {} })
  const { own, shuffled } = await sharesAlike(data, out, 5)
  expect(own).toBeGreaterThanOrEqual(0.5)
  expect(shuffled).toBeLessThanOrEqual(0.2)
})

describe('what cannot be used', () => {
  const refused = async (more: Partial<ImagesOptions>) =>
    encoded(['p00.png'], more).then(
      () => '',
      ({ message }) => message,
    )

  it('is refused with the remedy', async () => {
    const empty = await mkdtemp(join(tmpdir(), 'tacit-images-empty-'))
    expect(await refused({ model: 'nowhere' })).toContain('nowhere: is no folder')
    expect(await refused({ model: empty })).toContain('0 .onnx files: the folder must hold one')
    expect(await refused({ out: 'x.csv' })).toContain('name a file ending in .safetensors')
    expect(await refused({ pictures: 'gone.zip' })).toContain('gone.zip does not exist')
    await writeFile(join(empty, 'bad.onnx'), 'no model')
    expect(await refused({ model: empty })).toContain('bad.onnx cannot be opened')
  })

  it('no items with pictures: exit code 2', async () => {
    const data = join(folder, 'plain.csv')
    await writeFile(data, 'id,title\n1,one\n2,two\n')
    const flags = ['--model', model, '--out', join(folder, 'x.safetensors')]
    expect(await main(['node', 'tacit', 'images', data, ...flags])).toBe(2)
  })
})

it('preprocessor_config.json gives crop, mean and deviation', async () => {
  const other = join(folder, 'clip')
  await mkdir(other)
  const g = new OnnxGraph('encoder')
  g.input('pixel_values', 'float32', [1, 3, SIDE, SIDE])
  g.node('Reshape', ['pixel_values', g.list('shape', [1, 3 * SIDE * SIDE])], {}, 'image_embeds')
  g.output('image_embeds', [1, 3 * SIDE * SIDE])
  await writeFile(join(other, 'vision.onnx'), await g.encode())
  const config = { crop_size: { height: SIDE, width: SIDE }, image_mean: [1, 1, 1] }
  await writeFile(join(other, 'preprocessor_config.json'), JSON.stringify(config))
  expect((await encoded(all(), { model: other })).result.encoded).toBe(files.size)
  await writeFile(join(other, 'preprocessor_config.json'), '{"image_mean": "grey"}')
  await expect(encoded(all(), { model: other })).rejects.toThrow('preprocessor_config.json cannot')
})
